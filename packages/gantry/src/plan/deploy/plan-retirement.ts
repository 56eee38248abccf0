import { label } from "../labels.ts";
import type { Observed } from "../observed.ts";
import type { RemoveContainer, VolumeOperation } from "../operation.ts";
import type { ServiceContainer } from "../up/find-containers.ts";
import { removeContainer } from "../up/plan-removals.ts";

/** The end of containers that a release has taken the place of, and of the configs and secrets that only they mounted. */
export function planRetirement(
  { containers, volumes }: Observed,
  { leaving, orphans }: { leaving: readonly ServiceContainer[]; orphans: readonly ServiceContainer[] },
): (RemoveContainer | VolumeOperation)[] {
  const removals = [
    ...leaving.map((each) => removeContainer(each, { reason: "replaced by the new release", volumes: true })),
    ...orphans.map((each) => removeContainer(each, { reason: "not in the stack any more", volumes: false })),
  ];
  const ending = new Map(removals.map(({ containerId, id }) => [containerId, id]));
  const users = (name: string) => containers.filter(({ Mounts }) => Mounts.some((mount) => mount.Name === name));
  const files = volumes.filter(({ Name, Labels }) => {
    const owners = users(Name);
    return Labels?.[label.files] !== undefined && owners.length > 0 && owners.every(({ Id }) => ending.has(Id));
  });
  return [
    ...removals,
    ...files.map(
      ({ Name }): VolumeOperation => ({
        type: "remove-volume",
        id: `remove-volume/${Name}`,
        after: users(Name).flatMap(({ Id }) => ending.get(Id) ?? []),
        volume: Name,
        name: Name,
        reason: "configs and secrets of the old release",
      }),
    ),
  ];
}
