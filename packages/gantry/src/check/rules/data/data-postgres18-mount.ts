import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";

const old = "/var/lib/postgresql/data";
const root = "/var/lib/postgresql";

export const rule = defineRule({
  id: "data-postgres18-mount",
  group: "data",
  severity: "error",
  summary: "The volume of Postgres is mounted where its version keeps the data",
  why: "From version 18 on the image keeps its data in a folder named after the version below /var/lib/postgresql, and refuses to start when something is mounted at /var/lib/postgresql/data. Before 18 it is the other way round: with a volume one folder above, the data goes to an anonymous volume and is gone when the container is made anew.",
  fix: "Mount the volume at /var/lib/postgresql from 18 on, and at /var/lib/postgresql/data before.",
  links: [
    "https://github.com/docker-library/docs/blob/master/postgres/README.md#pgdata",
    "https://github.com/docker-library/postgres/pull/1259",
  ],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.volumes.*.target"],
  *check(facts) {
    for (const service of facts.services()) {
      const major = majorOf(service);
      if (major === undefined || service.env.has("PGDATA") !== "no") continue;
      const mounts = (service.model.volumes ?? []).map(({ target }, index) => ({
        target: target.replace(/(.)\/+$/, "$1"),
        index,
      }));
      const wrong = mounts.find(({ target }) => target === (major >= 18 ? old : root));
      if (!wrong || (major < 18 && mounts.some(({ target }) => target.startsWith(old)))) continue;
      const at = service.at("volumes", wrong.index);
      const written = service.model.volumes?.[wrong.index]?.target ?? "";
      const place = service.at("volumes", wrong.index, "target");
      if (major >= 18) {
        yield {
          at,
          message: `"${service.name}" runs Postgres ${major}, which does not start with a volume at ${old}.`,
          fix: { title: `Mount it at ${root}`, edits: replaceWithin(facts, place, written, root) },
        };
      } else {
        yield {
          at,
          message: `"${service.name}" runs Postgres ${major}, which keeps its data in ${old}: the volume at ${root} stays empty.`,
          advice: "Dump the database first: the data is in an anonymous volume.",
          fix: {
            title: `Mount it at ${old}, with the data moved there`,
            suggestion: true,
            edits: replaceWithin(facts, place, written, old),
          },
        };
      }
    }
  },
});

/** The version of Postgres; that of Timescale's images stands behind `pg`. */
function majorOf(service: ServiceFacts): number | undefined {
  if (service.is("postgres") !== "yes") return undefined;
  const { name = "", tag = "", major, isKnown } = service.image?.base ?? {};
  if (!isKnown) return undefined;
  const named = /(?:^|-)pg(\d+)/.exec(tag)?.[1];
  return named !== undefined ? Number(named) : name.startsWith("timescale/") ? undefined : major;
}
