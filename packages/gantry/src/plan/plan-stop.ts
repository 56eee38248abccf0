import type { Desired, DesiredService } from "./desired.ts";
import { label } from "./labels.ts";
import type { Observed } from "./observed.ts";
import type { Gate, Operation, StartContainer, StopContainer } from "./operation.ts";
import type { Plan } from "./plan.ts";
import { type ServiceContainer, serviceContainers, wasStarted } from "./up/find-containers.ts";
import { orderOperations } from "./up/order-operations.ts";
import { reverseDependencies } from "./up/reverse-dependencies.ts";
import { selectServices } from "./up/select-services.ts";

export interface PlanStopOptions {
  services?: readonly string[] | undefined;
  graceSeconds?: number | undefined;
}

/** Stops the running containers of services, dependents before their dependencies. Without a stack the labels say what there is. Pure. */
export function planStop(desired: Desired | undefined, observed: Observed, options: PlanStopOptions = {}): Plan {
  const running = namedContainers(desired, observed, options.services).filter(
    ({ container }) => container.State.Running,
  );
  const dependents = reverseDependencies(running);
  const operations = running.map(
    ({ service, number, name, container }): StopContainer => ({
      type: "stop-container",
      id: `stop-container/${name}`,
      after: running
        .filter((other) => dependents.get(service)?.has(other.service))
        .map((other) => `stop-container/${other.name}`),
      service,
      number,
      name,
      containerId: container.Id,
      ...(options.graceSeconds !== undefined && { graceSeconds: options.graceSeconds }),
      reason: "asked for",
    }),
  );
  const project = desired?.project ?? running[0]?.container.Config.Labels?.[label.project] ?? "";
  return planOf({ project }, operations);
}

/** Starts the stopped containers of services and of what they depend on, dependencies first; makes none. Pure. */
export function planStart(
  desired: Desired,
  observed: Observed,
  { services: names }: Pick<PlanStopOptions, "services"> = {},
): Plan {
  const services = selectServices(desired, { names });
  const containers = serviceContainers(observed);
  const stopped = (service: DesiredService) =>
    containers.filter(
      ({ service: name, container }) =>
        name === service.name && !container.State.Running && !hasCompleted(service, { container }),
    );
  const ids = new Map(
    services.map((service) => [service.name, stopped(service).map(({ name }) => `start-container/${name}`)]),
  );
  const operations = services.flatMap((service) =>
    stopped(service).map(
      (each): StartContainer => ({
        type: "start-container",
        id: `start-container/${each.name}`,
        ...describeStart(service, each, ids),
        reason: "stopped",
      }),
    ),
  );
  return planOf(desired, operations);
}

function hasCompleted({ completes }: DesiredService, { container }: Pick<ServiceContainer, "container">): boolean {
  return completes && wasStarted(container) && container.State.ExitCode === 0;
}

/** What starting and restarting a container of a service have in common; `operationIds` as for `dependencyGates`. */
export function describeStart(
  service: DesiredService,
  { number, name, container }: Pick<ServiceContainer, "number" | "name" | "container">,
  operationIds: ReadonlyMap<string, readonly string[]>,
): Pick<StartContainer, "after" | "service" | "number" | "name" | "containerId" | "gates" | "until"> {
  return {
    after: [],
    service: service.name,
    number,
    name,
    containerId: container.Id,
    gates: dependencyGates(service, operationIds),
    until: service.completes ? "completed" : "ready",
  };
}

/** Gates on the operations of a service's dependencies, as far as there are any. */
function dependencyGates(
  { dependencies }: DesiredService,
  operationIds: ReadonlyMap<string, readonly string[]>,
): Gate[] {
  return Object.entries(dependencies).flatMap(([name, { condition, required }]) =>
    (operationIds.get(name) ?? []).map(
      (operation): Gate => ({ operation, service: name, condition, required, before: "start" }),
    ),
  );
}

/** Containers of the services that are named, or all. A name may be one that only the engine knows. */
export function namedContainers(
  desired: Desired | undefined,
  observed: Observed,
  names: readonly string[] | undefined,
): ServiceContainer[] {
  const containers = serviceContainers(observed);
  if (!names || names.length === 0) return containers;
  const known = new Set(containers.map(({ service }) => service));
  const unknown = names.filter((name) => !known.has(name));
  if (desired && unknown.length > 0) selectServices(desired, { names: unknown, noDeps: true });
  return containers.filter(({ service }) => names.includes(service));
}

export function planOf({ project }: Pick<Desired, "project">, operations: Operation[]): Plan {
  return {
    project,
    operations: orderOperations(operations),
    unchanged: [],
    held: [],
    orphans: [],
    warnings: [],
    provisional: false,
  };
}
