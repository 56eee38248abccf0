import type { Desired, DesiredService } from "./desired.ts";
import type { Observed } from "./observed.ts";
import type { Operation, RemoveContainer, StartingOperation } from "./operation.ts";
import type { Plan, PlanUpOptions } from "./plan.ts";
import { assembleOperations } from "./up/assemble-operations.ts";
import { clearNames } from "./up/clear-names.ts";
import { decideAll, isProtected } from "./up/decide-all.ts";
import type { Decision } from "./up/decide-container.ts";
import { dropVolumes } from "./up/drop-volumes.ts";
import { nameOfContainer, type ServiceContainer, serviceContainers } from "./up/find-containers.ts";
import { orderOperations } from "./up/order-operations.ts";
import { orderPorts, type PortHolder } from "./up/order-ports.ts";
import { planImages } from "./up/plan-images.ts";
import { planNetworks } from "./up/plan-networks.ts";
import { removeContainer } from "./up/plan-removals.ts";
import { planVolumes } from "./up/plan-volumes.ts";
import { requireExternals } from "./up/refusals.ts";
import { selectServices } from "./up/select-services.ts";

/**
 * What must be done so that the engine has what the stack wants. Pure.
 *
 * @throws UserError `not-found` for a service that is not in the stack, `name-conflict` for a name that somebody else's container or network
 * has, `external-missing` for an external network or volume that is not there, `image-missing` where nothing may fetch an image.
 */
export function planUp(desired: Desired, observed: Observed, options: PlanUpOptions = {}): Plan {
  const { project } = desired;
  const services = selectServices(desired, { names: options.services, noDeps: options.noDeps });
  requireExternals(desired, services, observed);
  const containers = serviceContainers(observed);
  const used = (key: "networks" | "volumes") => new Set(services.flatMap((service) => service[key]));
  const [networkKeys, volumeKeys] = [used("networks"), used("volumes")];
  const networks = planNetworks(
    Object.values(desired.networks).filter(({ key }) => networkKeys.has(key)),
    observed,
    { project, mayReplace: mayReplace(desired, services, options) },
  );
  const volumes = planVolumes(
    Object.values(desired.volumes).filter(({ key }) => volumeKeys.has(key)),
    observed,
    project,
  );
  const decisions = decideAll(services, {
    project,
    observed,
    containers,
    replacedNetworks: networks.replaced,
    options,
  });
  const creating = new Set(decisions.filter(isMaking).map(({ service }) => service.name));
  const images = planImages(services, creating, observed, options);
  const surplus = planSurplus(services, containers, options);
  const orphans = containers.filter(({ service }) => !desired.services[service] && !desired.inactive.includes(service));
  const removedOrphans = options.removeOrphans ? orphans.map((orphan) => removeOrphan(orphan, options)) : [];
  const leftovers = planLeftovers(decisions, options);
  const removals = [...[...leftovers.values()].flat(), ...removedOrphans, ...surplus];
  const ground = [...networks.operations, ...volumes.operations, ...images.values()];
  const starting = assembleOperations(decisions, {
    desired,
    observed,
    options,
    ground: new Map(ground.map((operation) => [operation.id, operation])),
    removals: new Map([...leftovers].map(([decision, operations]) => [decision, operations.map(({ id }) => id)])),
  });
  clearNames(starting, containers, removals, observed);
  const kept = new Set(decisions.filter(({ action, held }) => action.do === "keep" && held === undefined));
  const operations: Operation[] = [...removals, ...ground, ...starting];
  operations.push(...dropVolumes({ observed, decisions, starting, removals, options }));
  orderPorts(operations, portHolders(decisions, starting, [...removedOrphans, ...surplus], containers));
  const refreshed = [...images.values()].flatMap((operation) => operation.services);
  return {
    project,
    operations: orderOperations(operations),
    unchanged: [...kept].flatMap(({ service, wanted, slot: { current } }) =>
      current
        ? [{ service: service.name, number: wanted.number, name: nameOfContainer(current), containerId: current.Id }]
        : [],
    ),
    held: mergeHeld([...networks.held, ...decisions.flatMap(heldOf)]),
    orphans: options.removeOrphans
      ? []
      : orphans.map(({ service, name, container }) => ({ service, name, containerId: container.Id })),
    warnings: [...desired.warnings, ...networks.warnings, ...volumes.warnings],
    provisional: refreshed.some((name) => containers.some(({ service }) => service === name)),
  };
}

function isMaking({ action }: Decision): boolean {
  return action.do === "create" || action.do === "replace";
}

function heldOf({ service, held }: Decision): Plan["held"] {
  return held === undefined ? [] : [{ service: service.name, reason: held }];
}

/** One entry a service. */
function mergeHeld(held: Plan["held"]): Plan["held"] {
  const reasons = new Map<string, Set<string>>();
  for (const { service, reason } of held) reasons.set(service, (reasons.get(service) ?? new Set()).add(reason));
  return [...reasons].map(([service, all]) => ({ service, reason: [...all].join(", ") }));
}

function mayReplace(
  desired: Desired,
  selected: readonly DesiredService[],
  options: PlanUpOptions,
): (member: ServiceContainer) => "yes" | "no" | "held" {
  const names = new Set(selected.map(({ name }) => name));
  return ({ service: name, number, container }) => {
    const service = desired.services[name];
    if (!service) return options.removeOrphans ? "yes" : "no";
    if (!names.has(name)) return "no";
    if (service.containers.every((wanted) => wanted.number !== number)) return "yes";
    if (options.recreate === "never") return "no";
    return isProtected(service, container, options) ? "held" : "yes";
  };
}

/** Containers with a number that no replica has: the highest ones, after scaling down. */
function planSurplus(
  services: readonly DesiredService[],
  containers: readonly ServiceContainer[],
  { graceSeconds }: PlanUpOptions,
): RemoveContainer[] {
  const wanted = new Map(services.map((service) => [service.name, service.containers]));
  return containers
    .filter(({ service, number }) => wanted.get(service)?.every((replica) => replica.number !== number))
    .map((surplus) =>
      removeContainer(surplus, {
        reason: `scaled down to ${wanted.get(surplus.service)?.length}`,
        volumes: false,
        graceSeconds,
      }),
    );
}

function removeOrphan(orphan: ServiceContainer, { graceSeconds }: PlanUpOptions): RemoveContainer {
  return removeContainer(orphan, { reason: "not in the stack any more", volumes: false, graceSeconds });
}

function planLeftovers(decisions: readonly Decision[], { graceSeconds }: PlanUpOptions) {
  return new Map<Decision, RemoveContainer[]>(
    decisions
      .filter(({ slot }) => slot.leftovers.length > 0)
      .map((decision) => [
        decision,
        decision.slot.leftovers.map(({ container, reason, volumes }) =>
          removeContainer(
            { service: decision.service.name, number: decision.wanted.number, container },
            { reason, volumes, graceSeconds },
          ),
        ),
      ]),
  );
}

function portHolders(
  decisions: readonly Decision[],
  starting: readonly StartingOperation[],
  removals: readonly RemoveContainer[],
  containers: readonly ServiceContainer[],
): PortHolder[] {
  const replaced = decisions.flatMap(({ service, wanted, action }): PortHolder[] => {
    const id = `replace-container/${wanted.name}`;
    return action.do === "replace" && starting.some((operation) => operation.id === id)
      ? [{ operation: id, service: service.name, ports: action.found.HostConfig.PortBindings }]
      : [];
  });
  const removed = removals.flatMap(({ id, service, containerId }): PortHolder[] => {
    const owner = containers.find(({ container }) => container.Id === containerId);
    return owner ? [{ operation: id, service, ports: owner.container.HostConfig.PortBindings }] : [];
  });
  return [...replaced, ...removed];
}
