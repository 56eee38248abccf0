import { isAnonymous } from "./compare/compare-mounts.ts";
import type { Desired } from "./desired.ts";
import { label } from "./labels.ts";
import type { Observed } from "./observed.ts";
import type { ImageOperation, NetworkOperation, Operation, RemoveContainer, VolumeOperation } from "./operation.ts";
import type { Plan } from "./plan.ts";
import { takenOverVolumes } from "./up/complete-spec.ts";
import { allContainers, isOneOff, type ServiceContainer } from "./up/find-containers.ts";
import { orderOperations } from "./up/order-operations.ts";
import { removalId, removeContainer } from "./up/plan-removals.ts";
import { reverseDependencies } from "./up/reverse-dependencies.ts";

export interface PlanDownOptions {
  /** Only these services' containers; networks and volumes stay. Default: all. */
  services?: readonly string[] | undefined;
  /** The project's named volumes and the containers' anonymous ones too. */
  volumes?: boolean | undefined;
  /** Containers of services that the stack does not have. */
  removeOrphans?: boolean | undefined;
  /** `local`: images that were built for the project. `all`: every image that its services use. */
  images?: "local" | "all" | undefined;
  /** Seconds until a container is killed. Default: its own. */
  graceSeconds?: number | undefined;
}

/** What must be done so that nothing of the project is left, dependents before their dependencies. Only what has the project's label. Pure. */
export function planDown(desired: Desired | undefined, observed: Observed, options: PlanDownOptions = {}): Plan {
  const all = allContainers(observed);
  const named = options.services && options.services.length > 0 ? new Set(options.services) : undefined;
  const isOrphan = ({ service, container }: ServiceContainer) =>
    desired !== undefined && !isOneOff(container) && !desired.services[service] && !desired.inactive.includes(service);
  const orphans = named || options.removeOrphans ? [] : all.filter(isOrphan);
  const leaving = all.filter((each) => (named ? named.has(each.service) : !orphans.includes(each)));
  const removals = planRemovals(leaving, options);
  const after = removals.map(({ id }) => id);
  const staying = all.filter((each) => !leaving.includes(each));
  const networks = named ? { operations: [], warnings: [] } : removeNetworks(desired, observed, staying, after);
  const operations: Operation[] = [
    ...removals,
    ...networks.operations,
    ...removeVolumes({ desired, observed, leaving, staying, after, options: { ...options, everything: !named } }),
    ...(named ? [] : removeImages(desired, observed, after, options)),
  ];
  return {
    project: desired?.project ?? projectOf(observed),
    operations: orderOperations(operations),
    unchanged: [],
    held: [],
    orphans: orphans.map(({ service, name, container }) => ({ service, name, containerId: container.Id })),
    warnings: networks.warnings,
    provisional: false,
  };
}

function projectOf({ containers, networks, volumes }: Observed): string {
  const labels = [
    ...containers.map(({ Config }) => Config.Labels),
    ...networks.map(({ Labels }) => Labels),
    ...volumes.map(({ Labels }) => Labels),
  ];
  return labels.map((each) => each?.[label.project]).find((name) => name !== undefined) ?? "";
}

/** Each after those of the services that depend on its own. */
function planRemovals(leaving: readonly ServiceContainer[], options: PlanDownOptions): RemoveContainer[] {
  const dependents = reverseDependencies(leaving);
  return leaving.map((each) =>
    removeContainer(each, {
      reason: isOneOff(each.container) ? "left by a one-off run" : "the project goes down",
      volumes: options.volumes === true,
      graceSeconds: options.graceSeconds,
      after: isOneOff(each.container)
        ? []
        : leaving
            .filter(({ service, container }) => dependents.get(each.service)?.has(service) && !isOneOff(container))
            .map(({ container }) => removalId(container)),
    }),
  );
}

function removeNetworks(
  desired: Desired | undefined,
  observed: Observed,
  staying: readonly ServiceContainer[],
  after: string[],
): { operations: NetworkOperation[]; warnings: string[] } {
  const external = new Set(externalNames(desired?.networks));
  const project = desired?.project ?? projectOf(observed);
  const own = observed.networks.filter(
    ({ Name, Labels }) => Labels?.[label.project] === project && !external.has(Name),
  );
  const members = (name: string) => staying.filter(({ container }) => container.NetworkSettings.Networks[name]);
  const kept = own.filter(({ Name }) => members(Name).length > 0);
  return {
    operations: own
      .filter((network) => !kept.includes(network))
      .map(({ Name, Id, Labels }) => ({
        type: "remove-network",
        id: `remove-network/${Name}`,
        after,
        network: Labels?.[label.network] ?? Name,
        name: Name,
        networkId: Id,
        reason: "the project goes down",
      })),
    warnings: kept.map(
      ({ Name }) =>
        `Network ${Name} stays, because ${members(Name)
          .map(({ name }) => name)
          .join(", ")} is still on it.`,
    ),
  };
}

interface RemoveVolumesOptions {
  desired: Desired | undefined;
  observed: Observed;
  leaving: readonly ServiceContainer[];
  staying: readonly ServiceContainer[];
  after: string[];
  options: PlanDownOptions & { everything: boolean };
}

/** Volumes of configs and secrets always; those with data only when that is asked for. */
function removeVolumes({
  desired,
  observed,
  leaving,
  staying,
  after,
  options,
}: RemoveVolumesOptions): VolumeOperation[] {
  const external = new Set(externalNames(desired?.volumes));
  const project = desired?.project ?? projectOf(observed);
  const inUse = new Set(staying.flatMap(({ container }) => container.Mounts.map(({ Name }) => Name)));
  const own = observed.volumes.filter(({ Name, Labels }) => Labels?.[label.project] === project && !external.has(Name));
  const files = own.filter(({ Labels }) => Labels?.[label.files] !== undefined).map(({ Name }) => Name);
  const withData = own.filter(({ Name }) => !files.includes(Name)).map(({ Name }) => Name);
  const names = [
    ...files,
    ...(options.volumes && options.everything ? withData : []),
    // Taken over from a predecessor: the engine does not remove these with their container.
    ...(options.volumes ? leaving.flatMap(({ container }) => takenOverVolumes(container)) : []),
  ];
  return [...new Set(names)]
    .filter((name) => !inUse.has(name))
    .map((name) => ({
      type: "remove-volume",
      id: `remove-volume/${name}`,
      after,
      volume: own.find(({ Name }) => Name === name)?.Labels?.[label.volume] ?? name,
      name,
      reason: files.includes(name)
        ? "configs and secrets of a container that goes"
        : isAnonymous(name)
          ? "anonymous"
          : "volumes are to go too",
    }));
}

function removeImages(
  desired: Desired | undefined,
  observed: Observed,
  after: string[],
  { images }: PlanDownOptions,
): ImageOperation[] {
  if (!images || !desired) return [];
  const operations = new Map<string, ImageOperation & { type: "remove-image" }>();
  for (const { name, image, build } of Object.values(desired.services)) {
    const local = build !== undefined && image === `${desired.project}-${name}`;
    if (!observed.images[image] || (images === "local" && !local)) continue;
    const planned = operations.get(image);
    if (planned) planned.services.push(name);
    else {
      const reason = local ? "built for the project" : "images are to go too";
      operations.set(image, {
        type: "remove-image",
        id: `remove-image/${image}`,
        after,
        image,
        services: [name],
        reason,
      });
    }
  }
  return [...operations.values()];
}

function externalNames(resources: Readonly<Record<string, { name: string; external: boolean }>> = {}): string[] {
  return Object.values(resources)
    .filter(({ external }) => external)
    .map(({ name }) => name);
}
