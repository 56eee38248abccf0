import { randomBytes } from "node:crypto";
import type { Targets } from "../proxy-definition.ts";
import type { ProxyPlace } from "../proxy-place.ts";
import type { FolderContent } from "./archive.ts";
import { readState } from "./volume-state.ts";
import { type DescribeTargets, folderFiles, maintenanceTargets } from "./write-volume.ts";

/**
 * What has to be written into the volume of a proxy that does not run, so that it can start: services that have no target yet are reached by
 * their own names there. Undefined when nothing is missing.
 */
export function initialVolume(
  present: FolderContent,
  services: readonly string[],
  { describe, place }: { describe: DescribeTargets; place: ProxyPlace },
): FolderContent | undefined {
  const { generation, targets: known, maintenance } = readState(present);
  const missing = services.filter((service) => known[service] === undefined);
  // Another kind of proxy may have been here, which read other files.
  const described = Object.keys(describe(known)).every((name) =>
    present.files.has(`generations/${generation}/${name}`),
  );
  if (generation !== undefined && missing.length === 0 && described) return undefined;
  const targets: Targets = {
    ...Object.fromEntries(missing.map((service) => [service, `${service}${place.domain}`])),
    ...known,
  };
  const id = randomBytes(6).toString("hex");
  return {
    files: new Map([
      ...folderFiles(`generations/${id}`, targets, describe),
      ...folderFiles("maintenance", maintenanceTargets(Object.keys(targets), place.maintenanceAddress), describe),
    ]),
    // Links come last: where they are, what they lead to is whole.
    links: new Map([
      ["live", `generations/${id}`],
      ["targets", maintenance ? "maintenance" : "live"],
    ]),
  };
}
