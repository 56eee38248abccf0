import type { Facts } from "../../facts/facts.ts";
import { isOwnAddress } from "../../facts/service/references.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { portOf, urlsIn } from "../../facts/url.ts";
import type { Report } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "network-localhost-between-services",
  group: "network",
  severity: "error",
  summary: "Services name each other, not localhost",
  why: "In a container localhost is the container itself. An address that was right on the developer's machine, where all programs ran side by side, is refused inside the stack: nothing listens there.",
  fix: "Write the name of the service, with the port that it listens on in its container.",
  links: ["https://docs.docker.com/compose/how-tos/networking/"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const service of facts.services()) {
      if (service.model.network_mode !== undefined) continue;
      for (const variable of service.env) {
        const { name, value, at, valueAt, source } = variable;
        if (isOwnAddress(name)) continue;
        const found = ownerOf(service, name, value);
        if (!found) continue;
        const { owner, host, port } = found;
        const report: Report = {
          at,
          message: `${name} of "${service.name}" leads to ${host}, which is its own container: "${owner.name}" is meant.`,
          related: [{ at: owner.at(), message: `"${owner.name}" listens on that port.` }],
          fix: { title: `Write ${owner.name}`, suggestion: true, edits: edit(facts, valueAt, host, owner, port) },
        };
        // A template serves programs outside containers too.
        yield source === "env-template" ? { ...report, severity: "warn" } : report;
      }
    }
  },
});

interface Owner {
  readonly owner: ServiceFacts;
  readonly host: string;
  readonly port: { readonly asked: number; readonly inside: number } | undefined;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/i;
const families: readonly (readonly [RegExp, string])[] = [
  [/^(POSTGRES(QL)?|PG)_?HOST$/, "postgres"],
  [/^MYSQL_?HOST$/, "mysql"],
  [/^(REDIS|VALKEY)_?HOST$/, "redis"],
  [/^MONGO(DB)?_?HOST$/, "mongo"],
];

/** The service that owns the port of a loopback address. */
function ownerOf(service: ServiceFacts, name: string, value: string): Owner | undefined {
  for (const url of urlsIn(value)) {
    const asked = portOf(url);
    if (!loopback.test(url.host) || asked === undefined) continue;
    const found = servicesAt(service, asked);
    if (found) return { owner: found.owner, host: url.host, port: { asked, inside: found.inside } };
  }
  const family = loopback.test(value.trim()) ? families.find(([pattern]) => pattern.test(name))?.[1] : undefined;
  // A store that speaks to itself.
  if (family === undefined || family === service.image?.family) return undefined;
  const owner = others(service).find((each) => each.image?.family === family);
  return owner ? { owner, host: value.trim(), port: undefined } : undefined;
}

const others = (service: ServiceFacts): ServiceFacts[] =>
  [...service.stack.services.values()].filter((other) => other !== service && other.model.network_mode === undefined);

/** The one other service that listens on the port, or publishes it; undefined when this service may listen there itself. */
function servicesAt(service: ServiceFacts, asked: number): { owner: ServiceFacts; inside: number } | undefined {
  const own = [...service.listens, ...(service.model.ports ?? []).map(({ target }) => target)];
  const found = others(service).flatMap((owner) => {
    const published = (owner.model.ports ?? []).find((port) => port.published === String(asked))?.target;
    const inside = owner.listens.includes(asked) ? asked : published;
    return inside === undefined ? [] : [{ owner, inside }];
  });
  const [only, ...more] = found;
  if (!only || more.length > 0 || own.includes(asked)) return undefined;
  // Of a port such as 3000 anyone may be the owner: it must be known that this service has others.
  const isStore = ["database", "cache", "queue", "search"].includes(only.owner.image?.knowledge?.role ?? "");
  return isStore || own.length > 0 ? only : undefined;
}

function edit(
  facts: Facts,
  at: Parameters<typeof replaceWithin>[1],
  host: string,
  owner: ServiceFacts,
  port: Owner["port"],
) {
  const withPort = port ? replaceWithin(facts, at, `${host}:${port.asked}`, `${owner.name}:${port.inside}`) : [];
  return withPort.length > 0 ? withPort : replaceWithin(facts, at, host, owner.name);
}
