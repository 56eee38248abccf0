import type { Facts } from "../../facts/facts.ts";
import { referencesOf } from "../../facts/service/references.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import type { ServiceUrl } from "../../facts/url.ts";
import type { TextEdit } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";
import { databaseDriver } from "./shared/database-driver.ts";

/** Parameters that Prisma takes for itself. */
const ofPrisma = ["schema", "connection_limit", "pool_timeout", "pgbouncer", "socket_timeout"];

export const rule = defineRule({
  id: "data-url-foreign-parameter",
  group: "data",
  severity: "error",
  summary: "A connection string has only parameters that its driver knows",
  why: "Prisma takes schema, connection_limit and pgbouncer out of the URL. Other drivers hand them to the server as settings, which answers with an unrecognized configuration parameter, or refuse the URL; a pooler refuses them as startup parameters. The URL was copied from an example, and no connection works.",
  fix: "Take the parameter out, and set what it meant in the driver's own options.",
  links: [
    "https://www.prisma.io/docs/orm/overview/databases/postgresql#arguments",
    "https://github.com/porsager/postgres#connection-details",
  ],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.environment"],
  *check(facts) {
    for (const service of facts.services()) {
      const driver = databaseDriver(service);
      if (!driver) continue;
      for (const { url, at, name, host } of referencesOf(service)) {
        if (!url || !/^postgres(ql)?(\+\w+)?$/.test(url.scheme)) continue;
        const pooler = service.stack.serviceByHost(host)?.image?.knowledge?.role === "pooler";
        for (const parameter of ofPrisma.filter((each) => url.query.has(each))) {
          yield {
            at,
            message: `${name} has ${parameter}, which only Prisma reads: ${driver.name} ${driver.language === "python" ? "refuses it" : "hands it to the server, which refuses it"}.`,
            related: [
              { at: driver.at, message: `"${service.name}" reads it with ${driver.name}.` },
              ...(pooler
                ? [
                    {
                      at: service.stack.serviceByHost(host)?.at() ?? at,
                      message: "The pooler refuses it as a startup parameter.",
                    },
                  ]
                : []),
            ],
            fix: { title: `Take ${parameter} out`, edits: removeParameter(facts, at, url, parameter) },
          };
        }
      }
    }
  },
});

function removeParameter(facts: Facts, at: Place, url: ServiceUrl, parameter: string): TextEdit[] {
  const pair = `${parameter}=${url.query.get(parameter) ?? ""}`;
  if (hasUnknown(pair)) return [];
  const isFirst = [...url.query.keys()][0] === parameter;
  if (!isFirst) return replaceWithin(facts, at, `&${pair}`, "");
  return url.query.size > 1 ? replaceWithin(facts, at, `?${pair}&`, "?") : replaceWithin(facts, at, `?${pair}`, "");
}
