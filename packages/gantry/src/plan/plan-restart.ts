import type { Desired } from "./desired.ts";
import type { Observed } from "./observed.ts";
import type { Plan } from "./plan.ts";

export interface PlanRestartOptions {
  services?: readonly string[] | undefined;
  /** Leave alone those that depend on a restarted one with `restart: true`. */
  noDeps?: boolean | undefined;
  graceSeconds?: number | undefined;
}

/** Restarts the containers of services in dependency order, and those that ask to be restarted with them. Pure. */
export function planRestart(_desired: Desired, _observed: Observed, _options: PlanRestartOptions = {}): Plan {
  throw new Error("not there yet");
}
