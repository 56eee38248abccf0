import type { DeployPlan } from "../../plan/deploy/plan-deploy.ts";
import type { ReleaseRecord } from "../ledger/release-record.ts";
import type { UntimedDeployEvent } from "./deploy-event.ts";

export interface StartMeter {
  /** To be called with each event as it happens. */
  read(event: UntimedDeployEvent): void;
  /** By service: its slowest replica. */
  starts(): NonNullable<ReleaseRecord["starts"]>;
}

/** Measures how long services that do not roll take to be ready: the estimate of their next pause. */
export function measureStarts({ start, rolls }: DeployPlan): StartMeter {
  const rolled = new Set(rolls.flatMap(({ next }) => next));
  const measured = new Map<string, { pause: boolean; began?: number }>();
  for (const operation of start.operations) {
    if (!("until" in operation) || operation.until === "completed" || rolled.has(operation.name)) continue;
    if (operation.type === "await-container") continue;
    const pause =
      operation.type === "restart-container" || (operation.type === "replace-container" && operation.old.running);
    measured.set(operation.name, { pause });
  }
  const starts: NonNullable<ReleaseRecord["starts"]> = {};
  return {
    read: (event) => {
      if (event.type !== "phase") return;
      const one = measured.get(event.container);
      if (!one) return;
      if (event.phase === "starting") one.began = performance.now();
      if (one.began === undefined || (event.phase !== "healthy" && event.phase !== "running")) return;
      const milliseconds = Math.round(performance.now() - one.began);
      const { pause } = one;
      if (milliseconds > (starts[event.service]?.milliseconds ?? -1)) starts[event.service] = { milliseconds, pause };
    },
    starts: () => starts,
  };
}

/** What earlier releases have measured, by service, the newest first. */
export function knownStarts(
  releases: readonly ReleaseRecord[],
): Record<string, { release: number; milliseconds: number; pause: boolean }[]> {
  const known: Record<string, { release: number; milliseconds: number; pause: boolean }[]> = {};
  for (const { id, starts = {} } of releases) {
    for (const [service, start] of Object.entries(starts)) {
      known[service] = [...(known[service] ?? []), { release: id, ...start }];
    }
  }
  return known;
}
