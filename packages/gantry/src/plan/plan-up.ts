import type { Desired } from "./desired.ts";
import type { Observed } from "./observed.ts";
import type { Plan, PlanUpOptions } from "./plan.ts";

/**
 * What must be done so that the engine has what the stack wants. Pure.
 *
 * @throws UserError `not-found` for a service that is not in the stack, `name-conflict` for a name that somebody else's container, network or volume
 * has, `external-missing` for an external network or volume that is not there, `image-missing` where nothing may fetch an image.
 */
export function planUp(_desired: Desired, _observed: Observed, _options: PlanUpOptions = {}): Plan {
  throw new Error("not there yet");
}
