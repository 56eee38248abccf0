import { label } from "../labels.ts";
import type { Observed } from "../observed.ts";
import type { RemoveContainer, StartingOperation, VolumeOperation } from "../operation.ts";
import type { PlanUpOptions } from "../plan.ts";
import { takenOverVolumes } from "./complete-spec.ts";
import type { Decision } from "./decide-container.ts";

interface DropVolumesOptions {
  observed: Observed;
  decisions: readonly Decision[];
  starting: readonly StartingOperation[];
  removals: readonly RemoveContainer[];
  options: PlanUpOptions;
}

/** Volumes that nothing uses any more when the plan is done: configs and secrets of earlier definitions, and anonymous ones that are renewed. */
export function dropVolumes(all: DropVolumesOptions): VolumeOperation[] {
  const { observed, decisions, starting, removals, options } = all;
  const ending = new Map<string, string>(removals.map(({ containerId, id }) => [containerId, id]));
  for (const operation of starting) {
    if (operation.type === "replace-container") ending.set(operation.old.id, operation.id);
  }
  const staying = observed.containers.filter(({ Id }) => !ending.has(Id));
  const used = new Set(staying.flatMap(({ Mounts }) => Mounts.map(({ Name }) => Name)));
  for (const operation of starting) {
    if (!("spec" in operation)) continue;
    for (const { Source } of operation.spec.body.HostConfig?.Mounts ?? []) used.add(Source);
  }
  const files = observed.volumes.filter(({ Labels }) => Labels?.[label.files] !== undefined).map(({ Name }) => Name);
  const renewed = options.renewAnonymousVolumes
    ? decisions.flatMap(({ action }) => (action.do === "replace" ? takenOverVolumes(action.found) : []))
    : [];
  const after = (name: string) =>
    observed.containers
      .filter(({ Mounts }) => Mounts.some(({ Name }) => Name === name))
      .flatMap(({ Id }) => ending.get(Id) ?? []);
  return [...new Set([...files, ...renewed])]
    .filter((name) => !used.has(name))
    .map((name) => ({
      type: "remove-volume",
      id: `remove-volume/${name}`,
      after: after(name),
      volume: name,
      name,
      reason: files.includes(name) ? "configs and secrets of an earlier definition" : "renewed",
    }));
}
