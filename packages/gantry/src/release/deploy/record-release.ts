import type { ContainerInspect } from "../../engine/types.ts";
import { label } from "../../plan/labels.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import type { JournalEntry } from "../journal/journal-entry.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { ReleaseRecord } from "../ledger/release-record.ts";

export interface RecordOptions {
  entry: JournalEntry;
  result: ReleaseRecord["result"];
  message?: string | undefined;
  milliseconds: number;
  services: ReleaseRecord["services"];
  /** Keyed fingerprints. */
  secrets?: ReleaseRecord["secrets"] | undefined;
  /** What was measured of the services that do not roll. */
  starts?: ReleaseRecord["starts"];
  completed?: ReleaseRecord["completed"];
}

/** Writes a release down, whatever became of it, for `gantry releases` and `gantry audit`. */
export async function recordRelease(
  { ledger, audit }: { ledger: Ledger; audit: AuditLog },
  { entry, result, message, milliseconds, services, secrets, starts = {}, completed = {} }: RecordOptions,
): Promise<void> {
  const { release, kind, of, commit, dirty, by, began, facts } = entry;
  await ledger.record({
    id: release,
    kind,
    ...(of !== undefined && { of }),
    ...(commit !== undefined && { commit }),
    ...(dirty !== undefined && { dirty }),
    who: by,
    began,
    milliseconds: Math.round(milliseconds),
    result,
    ...(message !== undefined && { message }),
    services,
    ...(secrets && { secrets }),
    ...(Object.keys(starts).length > 0 && { starts }),
    ...(Object.keys(completed).length > 0 && { completed }),
    configuration: facts.payload?.digest ?? "",
    ...(result === "deployed" && facts.payload && { payload: facts.payload }),
  });
  await audit.append({
    at: new Date().toISOString(),
    who: by,
    what: kind === "rollback" ? `rollback to r${of} as r${release}` : `deploy r${release}`,
    outcome: result === "deployed" ? "done" : result,
    release,
    ...(commit !== undefined && { commit }),
    milliseconds: Math.round(milliseconds),
    ...(message !== undefined && { detail: message }),
  });
}

/** What each service runs, by its containers. */
export function servicesOf(containers: readonly ContainerInspect[]): ReleaseRecord["services"] {
  const services: ReleaseRecord["services"] = {};
  for (const { Config, Image } of containers) {
    const service = Config.Labels?.[label.service];
    if (service !== undefined) services[service] = { image: Config.Image ?? Image, imageId: Image };
  }
  return services;
}
