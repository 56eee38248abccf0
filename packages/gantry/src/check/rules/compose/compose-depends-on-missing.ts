import { referencesOf } from "../../facts/service/references.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { addDependency } from "../../fix/edit-depends-on.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "compose-depends-on-missing",
  group: "compose",
  severity: "info",
  summary: "A service that names another one depends on it",
  why: "Without depends_on Docker Compose starts both at once, and up of the one does not start the other. The first requests fail until the other is there; where a program gives up then, only its restart policy saves it.",
  fix: "Add the service to depends_on.",
  links: ["https://docs.docker.com/compose/how-tos/startup-order/"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.depends_on"],
  *check(facts) {
    for (const service of facts.services()) {
      if (service.stack.isSwarm) continue;
      const seen = new Set<string>();
      for (const { host, at, name, shared } of referencesOf(service)) {
        const target = service.stack.serviceByHost(host);
        if (!target || target === service || shared || seen.has(target.name)) continue;
        seen.add(target.name);
        // What waits for this service cannot be waited for.
        if (reaches(service, target) || reaches(target, service) || !isActiveWith(service, target)) continue;
        const condition = target.isProbed === "yes" ? "service_healthy" : "service_started";
        yield {
          at,
          message: `"${service.name}" talks to "${target.name}" (${name}), and does not depend on it.`,
          fix: { title: `Depend on ${target.name}`, edits: addDependency(facts, service, target.name, condition) },
        };
      }
    }
  },
});

/** Whether a chain of depends_on leads from one to the other. */
function reaches(from: ServiceFacts, to: ServiceFacts, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from.name)) return false;
  seen.add(from.name);
  return Object.keys(from.model.depends_on ?? {}).some((name) => {
    const next = from.stack.service(name);
    return next !== undefined && reaches(next, to, seen);
  });
}

/** Whether the other one is part of the model whenever the service is. */
const isActiveWith = ({ model }: ServiceFacts, other: ServiceFacts): boolean => {
  const { profiles = [] } = other.model;
  return profiles.length === 0 || (model.profiles ?? []).some((profile) => profiles.includes(profile));
};
