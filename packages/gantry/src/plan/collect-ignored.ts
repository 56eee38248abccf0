import type { Deploy, Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";

/** Keys that say how a swarm should roll a service out: there is nothing for a single engine to do about them. */
const swarmKeys = [
  "update_config",
  "rollback_config",
  "placement",
  "endpoint_mode",
  "labels",
] as const satisfies (keyof Deploy)[];

/** A sentence for each key that has no effect on a single Linux engine, so that nothing is ignored silently. */
export function collectIgnored({ services }: Pick<Stack, "services">): string[] {
  return Object.entries(services).flatMap(([name, service]) =>
    ignoredPaths(service).map((path) => `services.${name}.${path} has no effect on a single engine.`),
  );
}

function ignoredPaths({ deploy, cpu_count, cpu_percent }: Service): string[] {
  const reservations = deploy?.resources?.reservations;
  const policy = deploy?.restart_policy;
  return [
    ...swarmKeys.filter((key) => hasContent(deploy?.[key])).map((key) => `deploy.${key}`),
    ...(reservations?.cpus === undefined ? [] : ["deploy.resources.reservations.cpus"]),
    ...(hasContent(reservations?.generic_resources) ? ["deploy.resources.reservations.generic_resources"] : []),
    ...(policy?.delay === undefined ? [] : ["deploy.restart_policy.delay"]),
    ...(policy?.window === undefined ? [] : ["deploy.restart_policy.window"]),
    ...(cpu_count === undefined ? [] : ["cpu_count"]),
    ...(cpu_percent === undefined ? [] : ["cpu_percent"]),
  ];
}

function hasContent(value: unknown): boolean {
  return value !== undefined && (typeof value !== "object" || value === null || Object.keys(value).length > 0);
}
