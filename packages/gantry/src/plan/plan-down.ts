import type { Desired } from "./desired.ts";
import type { Observed } from "./observed.ts";
import type { Plan } from "./plan.ts";

export interface PlanDownOptions {
  /** Only these services' containers; networks and volumes stay. Default: all. */
  services?: readonly string[] | undefined;
  /** The project's named volumes and the containers' anonymous ones too. */
  volumes?: boolean | undefined;
  /** Containers of services that the stack does not have. */
  removeOrphans?: boolean | undefined;
  /** `local`: images that were built for the project. `all`: every image that its services use. */
  images?: "local" | "all" | undefined;
  /** Seconds until a container is killed. Default: its own. */
  graceSeconds?: number | undefined;
}

/** What must be done so that nothing of the project is left, dependents before their dependencies. Only what has the project's label. Pure. */
export function planDown(_desired: Desired | undefined, _observed: Observed, _options: PlanDownOptions = {}): Plan {
  throw new Error("not there yet");
}
