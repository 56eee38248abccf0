import type { Deploy } from "../../../model/service.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "health-unhealthy-not-restarted",
  group: "health",
  severity: "info",
  summary: "Something acts on an unhealthy container",
  why: "The engine restarts a container that ends, never one that is unhealthy; and after a reboot of the server it starts all containers at once, without depends_on. A health check by itself only changes a word in docker ps, and holds back what waits for it in docker compose up.",
  fix: "Let the program exit when it cannot go on, run autoheal beside it, or know that someone has to look.",
  links: ["https://github.com/docker/compose/issues/4826"],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const stack of facts.production) {
      const services = [...stack.services.values()];
      if (services.some((service) => service.is("autoheal") === "yes" || /autoheal/.test(service.model.image ?? "")))
        continue;
      // An orchestrator replaces unhealthy tasks by itself.
      if (stack.isSwarm || services.some(({ model }) => isOrchestrated(model.deploy))) continue;
      const relying = services.filter(
        ({ health, model }) =>
          health !== undefined &&
          health.form !== "NONE" &&
          // Gantry's presets bring one for the order of the start and the proof of a deploy, whatever happens later.
          model["x-gantry"]?.preset === undefined &&
          /^(always|unless-stopped|on-failure)/.test(model.restart ?? ""),
      );
      const [first] = relying;
      if (!first) continue;
      const names = relying.map(({ name }) => `"${name}"`).join(", ");
      yield {
        at: first.health?.source === "compose" ? first.keyAt("healthcheck") : first.at(),
        message: `Nothing restarts a container that is unhealthy: ${names} ${relying.length === 1 ? "has" : "have"} a health check and a restart policy, which do not work together.`,
      };
    }
  },
});

/** Docker Compose itself gives every `deploy` an empty placement. */
const isOrchestrated = (deploy: Deploy | undefined): boolean =>
  deploy?.update_config !== undefined || deploy?.mode !== undefined || Object.keys(deploy?.placement ?? {}).length > 0;
