import type { Facts } from "../../facts/facts.ts";
import { parseImageReference } from "../../facts/images/image-reference.ts";
import type { StackFacts } from "../../facts/stack-facts.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "repo-datastore-drift",
  group: "host",
  severity: "warn",
  summary: "Development and tests use the data store that production has",
  why: "A migration that runs on PostgreSQL 16 may fail on 17 or the other way round, planners and defaults differ, and a dump of the newer one does not load into the older. It passes every test and breaks with the deployment.",
  fix: "Use the same major version everywhere.",
  links: ["https://www.postgresql.org/support/versioning/", "https://endoflife.date/"],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    const production = facts.production.flatMap((stack) => storesOf(facts, stack));
    const others = [
      ...facts.stacks.filter(({ scope }) => !scope.production).map((stack) => storesOf(facts, stack)),
      ...facts.workflows.flatMap(({ jobs }) =>
        jobs.map(({ services }) => [...services.values()].flatMap(({ image, at }) => toStore(facts, image, at))),
      ),
    ];
    for (const stores of others) {
      for (const store of stores) {
        const same = production.filter(({ family }) => family === store.family);
        const [first] = same;
        // Several versions side by side are a migration, or belong to several applications.
        if (!first || same.some(({ major }) => major !== first.major) || first.major === store.major) continue;
        if (stores.some(({ family, major }) => family === store.family && major === first.major)) continue;
        yield {
          at: store.at,
          message: `This is ${store.name} ${store.major}, but production has ${first.name} ${first.major}.`,
          related: [{ at: first.at, message: "This is production's." }],
        };
      }
    }
  },
});

interface Store {
  readonly family: string;
  readonly name: string;
  readonly major: number;
  readonly at: Place;
}

const storesOf = (facts: Facts, stack: StackFacts): Store[] =>
  [...stack.services.values()].flatMap((service) =>
    service.model.image === undefined || service.model.build
      ? []
      : toStore(facts, service.model.image, service.at("image")),
  );

function toStore(facts: Facts, image: string, at: Place): Store[] {
  const knowledge = facts.knowImage(image);
  const { name, major, isKnown } = parseImageReference(image);
  if (!knowledge || !isKnown || major === undefined || !/^(database|cache|queue|search)$/.test(knowledge.role))
    return [];
  // TimescaleDB and PostGIS count their own versions in front.
  if (/timescale/.test(name) && !/pg\d+/.test(image)) return [];
  const family = name.startsWith("valkey/") ? "valkey" : knowledge.family;
  return [{ family, name: knowledge.family, major, at }];
}
