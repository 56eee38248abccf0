import type { ContainerInspect, ImageInspect, Mount } from "../../engine/types.ts";
import { isAnonymous } from "../compare/compare-mounts.ts";
import { label } from "../labels.ts";
import type { ContainerSpec } from "../operation.ts";

export interface CompleteSpecOptions {
  image: ImageInspect | undefined;
  /** The container that this one takes the place of. */
  predecessor?: ContainerInspect | undefined;
  /** Its anonymous volumes are taken over. */
  keepVolumes: boolean;
}

/** A container's specification with what only the engine's state tells: its image's id, whom it replaces, and the anonymous volumes that it takes over. */
export function completeSpec(
  spec: ContainerSpec,
  { image, predecessor, keepVolumes }: CompleteSpecOptions,
): ContainerSpec {
  const labels = {
    ...spec.body.Labels,
    ...(image && { [label.image]: image.Id }),
    ...(predecessor && { [label.replaces]: predecessor.Id }),
  };
  const HostConfig = { ...spec.body.HostConfig };
  if (predecessor && keepVolumes) {
    HostConfig.Mounts = takeOver(HostConfig.Mounts ?? [], predecessor, image);
    if (HostConfig.Mounts.length === 0) delete HostConfig.Mounts;
  }
  return { ...spec, body: { ...spec.body, Labels: labels, HostConfig } };
}

function takeOver(mounts: readonly Mount[], predecessor: ContainerInspect, image: ImageInspect | undefined): Mount[] {
  const volumes = anonymousVolumes(predecessor);
  const taken = mounts.map((mount) => {
    const name = volumes.get(mount.Target ?? "");
    return mount.Type === "volume" && !mount.Source && name ? { ...mount, Source: name } : mount;
  });
  const targets = new Set(mounts.map(({ Target }) => Target));
  const imagePaths = Object.keys(image?.Config?.Volumes ?? {}).filter((path) => !targets.has(path));
  const fromImage = imagePaths.flatMap((Target): Mount[] => {
    const Source = volumes.get(Target);
    return Source ? [{ Type: "volume", Source, Target }] : [];
  });
  return [...taken, ...fromImage];
}

/** Anonymous volumes of a container: the path in it to the volume's name. */
export function anonymousVolumes({ Mounts }: ContainerInspect): Map<string, string> {
  return new Map(
    Mounts.flatMap(({ Type, Name, Destination }): [string, string][] =>
      Type === "volume" && Name !== undefined && isAnonymous(Name) ? [[Destination, Name]] : [],
    ),
  );
}

/**
 * Anonymous volumes that a container has taken over from a predecessor. The engine takes them for named ones, and leaves them when it removes
 * the container's own.
 */
export function takenOverVolumes({ Mounts, HostConfig }: ContainerInspect): string[] {
  const named = new Set([
    ...(HostConfig.Mounts ?? []).map(({ Source }) => Source),
    ...(HostConfig.Binds ?? []).map((bind) => bind.split(":")[0]),
  ]);
  return Mounts.flatMap(({ Name }) => (Name !== undefined && isAnonymous(Name) && named.has(Name) ? [Name] : []));
}
