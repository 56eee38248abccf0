import type { Desired } from "./desired.ts";
import type { Observed } from "./observed.ts";
import type { RestartContainer } from "./operation.ts";
import type { Plan } from "./plan.ts";
import { describeStart, planOf } from "./plan-stop.ts";
import { serviceContainers } from "./up/find-containers.ts";
import { selectServices } from "./up/select-services.ts";

export interface PlanRestartOptions {
  services?: readonly string[] | undefined;
  /** Leave alone those that depend on a restarted one with `restart: true`. */
  noDeps?: boolean | undefined;
  graceSeconds?: number | undefined;
}

/** Restarts the containers of services in dependency order, and those that ask to be restarted with them. Pure. */
export function planRestart(desired: Desired, observed: Observed, options: PlanRestartOptions = {}): Plan {
  const reasons = restartReasons(desired, options);
  const containers = serviceContainers(observed).filter(({ service }) => reasons.has(service));
  const ids = new Map<string, string[]>();
  for (const { service, name } of containers) {
    ids.set(service, [...(ids.get(service) ?? []), `restart-container/${name}`]);
  }
  const services = Object.values(desired.services).filter(({ name }) => reasons.has(name));
  const operations = services.flatMap((service) =>
    containers
      .filter((each) => each.service === service.name)
      .map(
        (each): RestartContainer => ({
          type: "restart-container",
          id: `restart-container/${each.name}`,
          ...describeStart(service, each, ids),
          ...(options.graceSeconds !== undefined && { graceSeconds: options.graceSeconds }),
          reason: reasons.get(service.name) ?? "asked for",
        }),
      ),
  );
  return planOf(desired, operations);
}

/** Why each service is restarted: it was named, or a dependency that it follows is. */
function restartReasons(desired: Desired, { services, noDeps }: PlanRestartOptions): Map<string, string> {
  const reasons = new Map(
    selectServices(desired, { names: services, noDeps: true }).map(({ name }) => [name, "asked for"]),
  );
  if (noDeps) return reasons;
  for (const { name, dependencies } of Object.values(desired.services)) {
    if (reasons.has(name)) continue;
    const cause = Object.entries(dependencies).find(([dependency, { restart }]) => restart && reasons.has(dependency));
    if (cause) reasons.set(name, `${cause[0]} is restarted`);
  }
  return reasons;
}
