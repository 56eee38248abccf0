import type { Operation } from "./operation.ts";
import type { Plan } from "./plan.ts";

/** An operation as it is shown and sent: without bodies, contents and values. */
export interface PlannedStep {
  id: string;
  type: Operation["type"];
  service?: string;
  /** The container, network, volume or image. */
  target: string;
  reason: string;
}

/** A sentence: `create db: not there yet`, `replace web: image 3f2a → 91bc, env LOG_LEVEL changed`. */
export function formatOperation(_operation: Operation): string {
  throw new Error("not there yet");
}

export function toPlannedStep(_operation: Operation): PlannedStep {
  throw new Error("not there yet");
}

/** `2 create · 1 replace · 3 unchanged`. Counts containers, and other things where there are any. */
export function summarizePlan(_plan: Plan): string {
  throw new Error("not there yet");
}

/** The plan as `gantry plan --json` prints it. */
export function planToJson(_plan: Plan): Record<string, unknown> {
  throw new Error("not there yet");
}
