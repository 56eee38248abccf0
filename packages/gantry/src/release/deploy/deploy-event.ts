import type { ApplyEvent } from "../../apply/event.ts";
import type { ShipEvent } from "../../image/ship/ship-options.ts";

/** The steps of a deploy, in their order; the last two only when it is taken back. */
export type DeployStep =
  | "lock"
  | "recover"
  | "preflight"
  | "ship"
  | "start"
  | "smoke"
  | "switch"
  | "watch"
  | "drain"
  | "stop"
  | "record"
  | "switch-back"
  | "remove-new";

/** What happens during a deploy. `time` is Unix time in milliseconds. */
export type DeployEvent =
  | ApplyEvent
  | ShipEvent
  | { type: "step-start"; time: number; step: DeployStep; detail?: string }
  | { type: "step-done"; time: number; step: DeployStep; milliseconds: number; detail?: string };

type Untimed<Event> = Event extends DeployEvent ? Omit<Event, "time"> : never;
export type UntimedDeployEvent = Untimed<DeployEvent>;
export type EmitDeployEvent = (event: UntimedDeployEvent) => void;
