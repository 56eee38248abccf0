import { isOneShot } from "../../facts/service/is-one-shot.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "compose-no-restart-policy",
  group: "compose",
  severity: "warn",
  summary: "Every long-running service of production has a restart policy",
  why: "Without a policy the engine leaves a container that ended as it is. One crash, one kernel out-of-memory kill or one reboot of the server for an update takes the service down until a person notices.",
  fix: "Add restart: unless-stopped.",
  links: ["https://docs.docker.com/engine/containers/start-containers-automatically/"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.restart"],
  *check(facts) {
    for (const service of facts.productionServices()) {
      if (service.has("restart") !== "no" || service.has("deploy", "restart_policy") !== "no") continue;
      if (isOneShot(service) || service.stack.isSwarm) continue;
      yield {
        at: service.at(),
        message: `The service "${service.name}" has no restart policy: it stays down after a crash or a reboot.`,
        fix: {
          title: "Restart it unless it was stopped",
          edits: addEntry(facts, service.at(), "restart", "unless-stopped"),
        },
      };
    }
  },
});
