import { isOneShot } from "../../facts/service/is-one-shot.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "compose-no-memory-limit",
  group: "compose",
  severity: "warn",
  summary: "Every service of production has a memory limit",
  why: "Without a limit one leaking container takes the memory of the whole server. The kernel then kills whichever process is largest, often the database, and the machine may be out of reach over ssh while it swaps.",
  fix: "Add mem_limit, or deploy.resources.limits.memory, a little above what the service needs.",
  links: ["https://docs.docker.com/engine/containers/resource_constraints/"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const service of facts.productionServices()) {
      if (service.has("mem_limit") !== "no" || service.has("deploy", "resources", "limits", "memory") !== "no")
        continue;
      if (isOneShot(service)) continue;
      yield {
        at: service.at(),
        message: `The service "${service.name}" has no memory limit: it may take all that the server has.`,
        advice: `See docker stats for what it uses, and write ${service.stack.isSwarm ? "deploy.resources.limits.memory" : "mem_limit"} with some room above it.`,
      };
    }
  },
});
