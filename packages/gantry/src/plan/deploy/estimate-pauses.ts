import type { ContainerInspect } from "../../engine/types.ts";
import type { Observed } from "../observed.ts";
import type { ReplaceContainer, RestartContainer } from "../operation.ts";
import type { Plan } from "../plan.ts";

/** How long a service that does not roll took to be ready in an earlier release. */
export interface KnownStart {
  release: number;
  /** From the stop of the container before, or its own start where none ran, until it was ready. */
  milliseconds: number;
  /** It took the place of a container that ran: all of this was a pause. */
  pause: boolean;
}

/** How long a service is expected to be away. */
export interface Pause {
  service: string;
  /** 0 for one that rolls; null: nobody knows. Without the stop, where that is said apart. */
  milliseconds: number | null;
  /**
   * What says so. `rolled`: old and new run side by side. `replacement`: the newest release that replaced it. `start`: the newest release that
   * started it. `health-log`: its last start, by the engine's log of health checks. `none`: nothing.
   */
  basis: "rolled" | "replacement" | "start" | "health-log" | "none";
  /** The release that was measured. */
  release?: number;
  /** How long its stop may take at most, in milliseconds, where that comes on top. */
  stop?: number;
}

export interface EstimatePausesOptions {
  /** Services whose new containers start beside the old ones. */
  rolled: readonly string[];
  plan: Pick<Plan, "operations">;
  observed: Pick<Observed, "containers">;
  /** The newest known first. */
  starts: Readonly<Record<string, readonly KnownStart[]>>;
}

/** What each service that a deploy changes loses of its time. Pure. A container that does not run has no pause to come. */
export function estimatePauses({ rolled, plan, observed, starts }: EstimatePausesOptions): Pause[] {
  const replaced = new Map<string, Pause>();
  for (const operation of plan.operations) {
    if (operation.type !== "replace-container" && operation.type !== "restart-container") continue;
    if (operation.until === "completed") continue;
    const found = observed.containers.find(({ Id }) => Id === containerOf(operation));
    if (!found?.State.Running) continue;
    const pause = estimate(operation, found, starts[operation.service] ?? []);
    const known = replaced.get(operation.service);
    // Its replicas are replaced at the same time: the longest one counts.
    if (!known || (pause.milliseconds ?? 0) > (known.milliseconds ?? 0)) replaced.set(operation.service, pause);
  }
  return [...rolled.map((service): Pause => ({ service, milliseconds: 0, basis: "rolled" })), ...replaced.values()];
}

function containerOf(operation: ReplaceContainer | RestartContainer): string {
  return operation.type === "replace-container" ? operation.old.id : operation.containerId;
}

function estimate(
  operation: ReplaceContainer | RestartContainer,
  found: ContainerInspect,
  starts: readonly KnownStart[],
): Pause {
  const { service } = operation;
  const measured = starts.find(({ pause }) => pause) ?? starts[0];
  const grace =
    (operation.type === "restart-container" ? operation.graceSeconds : undefined) ?? found.Config.StopTimeout;
  const stop = (grace ?? engineGrace) * 1000;
  if (measured) {
    const { milliseconds, pause, release } = measured;
    return pause
      ? { service, milliseconds, basis: "replacement", release }
      : { service, milliseconds, basis: "start", release, stop };
  }
  const logged = readHealthLog(found);
  return logged === undefined
    ? { service, milliseconds: null, basis: "none", stop }
    : { service, milliseconds: logged, basis: "health-log", stop };
}

/** Seconds that the engine gives a container which names no grace period. */
const engineGrace = 10;
/** The engine keeps so many of the newest checks. */
const loggedChecks = 5;

/** From a container's start to its first check that passed, where the engine's log still goes back to that. */
function readHealthLog({ State: { StartedAt, Health } }: ContainerInspect): number | undefined {
  const log = Health?.Log ?? [];
  const passed = log.findIndex(({ ExitCode }) => ExitCode === 0);
  const first = log[passed];
  const isWhole = log.length < loggedChecks || passed > 0;
  if (!first || !isWhole) return undefined;
  const milliseconds = Date.parse(first.End) - Date.parse(StartedAt);
  return milliseconds >= 0 ? milliseconds : undefined;
}
