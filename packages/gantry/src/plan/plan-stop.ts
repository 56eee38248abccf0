import type { Desired } from "./desired.ts";
import type { Observed } from "./observed.ts";
import type { Plan } from "./plan.ts";

export interface PlanStopOptions {
  services?: readonly string[] | undefined;
  graceSeconds?: number | undefined;
}

/** Stops the running containers of services, dependents before their dependencies. Pure. */
export function planStop(_desired: Desired, _observed: Observed, _options: PlanStopOptions = {}): Plan {
  throw new Error("not there yet");
}

/** Starts the stopped containers of services in dependency order; makes none. Pure. */
export function planStart(_desired: Desired, _observed: Observed, _options: PlanStopOptions = {}): Plan {
  throw new Error("not there yet");
}
