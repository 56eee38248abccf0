import type { Facts } from "../../facts/facts.ts";
import { referencesOf } from "../../facts/service/references.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import { isLoopback, portOf, urlsIn } from "../../facts/url.ts";
import type { Fix, Report } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "network-port-mismatch",
  group: "network",
  severity: "error",
  summary: "A service is asked at the port that it listens on",
  why: "Between containers the port in the container counts, not the published one. When PORT of the one and the address in the other were changed apart, connections are refused, the proxy answers 502, and a health check fails for ever while the program runs.",
  fix: "Write the port that the service listens on.",
  links: ["https://docs.docker.com/compose/how-tos/networking/"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const service of facts.services()) {
      for (const { host, port, at, name, url, variable } of referencesOf(service)) {
        const target = service.stack.serviceByHost(host);
        // A proxy asks port 80 where it is told none.
        const asked = port ?? (variable || url ? undefined : 80);
        if (!target || target === service || asked === undefined) continue;
        yield* mismatch(facts, target, asked, at, `"${service.name}" asks "${target.name}" at port ${asked} (${name})`);
      }
      for (const { argv, places } of service.health?.commands ?? []) {
        for (const [index, word] of argv.entries()) {
          const at = places[index];
          const [url] = urlsIn(word);
          const asked = url && isLoopback(url.host) ? portOf(url) : undefined;
          if (at && asked !== undefined)
            yield* mismatch(facts, service, asked, at, `The health check of "${service.name}" asks port ${asked}`);
        }
      }
    }
  },
});

function* mismatch(facts: Facts, target: ServiceFacts, asked: number, at: Place, what: string): Generator<Report> {
  const listening = listeningPorts(target);
  const [port] = listening?.ports ?? [];
  if (!listening || port === undefined || listening.ports.has(asked) || listening.maybe.has(asked)) return;
  if (isMentioned(facts, target, asked)) return;
  const fix: Fix = {
    title: `Write ${port}`,
    suggestion: true,
    edits: replaceWithin(facts, at, `:${asked}`, `:${port}`),
  };
  yield {
    at,
    message: `${what}, and it listens on ${[...listening.ports].join(" and ")}.`,
    related: [{ at: listening.at, message: `"${target.name}" listens on ${port}.` }],
    fix,
  };
}

/** Whether the source of the service has the number: it may listen there as well. */
function isMentioned({ repository }: Facts, { build }: ServiceFacts, port: number): boolean {
  if (build?.context === undefined) return false;
  return repository
    .below(build.context)
    .some(
      (path) =>
        /\.([cm]?[jt]sx?|py|go|rb|rs|java|kt|php|cs|toml|conf|ini)$/.test(path) &&
        new RegExp(`(^|\\D)${port}(\\D|$)`).test(repository.read(path)?.text ?? ""),
    );
}

interface Listening {
  readonly ports: ReadonlySet<number>;
  /** Others on which something may answer. */
  readonly maybe: ReadonlySet<number>;
  readonly at: Place;
}

const portFlag =
  /(?:^|\s)(?:--port|--listen-port|--http-port|-p|--bind|-b|--listen|--addr|--address|--host-port)[= ]\S*?:?(\d{2,5})(?=\s|$)/g;

/** The ports of a service, when its command, PORT, EXPOSE or its image tell. A proxy listens where its own configuration says. */
function listeningPorts(service: ServiceFacts): Listening | undefined {
  const { knowledge } = service.image ?? {};
  // These have more ports than those that are known here.
  if (knowledge && !["database", "cache", "pooler", "runtime", "base"].includes(knowledge.role)) return undefined;
  const own = service.env.get("PORT");
  if (service.env.has("PORT") === "unknown" || hasUnknown(own?.value ?? "")) return undefined;
  const text = service.startCommands.map(({ argv }) => argv.join(" ")).join("\n");
  const flags = [...text.matchAll(portFlag)].map((match) => Number(match[1]));
  const others = [...service.env].flatMap(({ name, value }) =>
    /_PORT$|^PGPORT$/.test(name) && /^\d+$/.test(value) ? [Number(value)] : [],
  );
  const published = (service.model.ports ?? []).map(({ target }) => target);
  const [first] = service.startCommands;
  const exposed = service.image?.stage?.last("EXPOSE")?.at;
  const at = flags.length > 0 && first ? first.at : own ? own.valueAt : (exposed ?? service.at("image"));
  const ports = new Set(flags.length > 0 ? flags : service.listens);
  const maybe = new Set([
    ...service.listens,
    ...(knowledge?.ports ?? []).map(({ port }) => port),
    ...others,
    ...published,
  ]);
  return ports.size > 0 ? { ports, maybe, at } : undefined;
}
