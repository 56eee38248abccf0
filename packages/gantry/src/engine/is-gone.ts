import { isStatus } from "./is-status.ts";

/** Whether it is the engine's answer that there is no such thing, or that it is there no longer. */
export function isGone(error: unknown): boolean {
  return isStatus(error, 404);
}
