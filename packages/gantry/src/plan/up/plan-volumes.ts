import type { VolumeInspect } from "../../engine/types.ts";
import { same } from "../compare/same.ts";
import type { DesiredVolume } from "../desired.ts";
import { label } from "../labels.ts";
import type { Observed } from "../observed.ts";
import type { VolumeOperation } from "../operation.ts";

/** Makes the volumes that are missing. One that exists is never changed or removed: it may hold the only copy of something. */
export function planVolumes(
  volumes: readonly DesiredVolume[],
  observed: Observed,
  project: string,
): { operations: VolumeOperation[]; warnings: string[] } {
  const operations: VolumeOperation[] = [];
  const warnings: string[] = [];
  for (const wanted of volumes.filter(({ external }) => !external)) {
    const { key: volume, name, body } = wanted;
    const found = observed.volumes.find(({ Name }) => Name === name);
    if (!found) {
      const id = `create-volume/${name}`;
      operations.push({ type: "create-volume", id, after: [], volume, name, body, reason: "not there yet" });
    } else if (found.Labels?.[label.project] !== project) {
      warnings.push(
        `Volume ${name} exists already and was not made for this project. It is used as it is; mark it "external: true" to say that this is meant.`,
      );
    } else if (changed(wanted, found)) {
      warnings.push(
        `The definition of volume ${name} has changed, but it stays as it is, for it may hold data. To have it made anew, save its data and remove it by hand.`,
      );
    }
  }
  return { operations, warnings };
}

function changed({ hash, body }: DesiredVolume, found: VolumeInspect): boolean {
  const foundHash = found.Labels?.[label.hash];
  if (foundHash !== undefined) return foundHash !== hash;
  return (body.Driver ?? "local") !== found.Driver || !same(body.DriverOpts, found.Options);
}
