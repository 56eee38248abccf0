import { EngineError } from "./errors.ts";

/** Whether it is the engine's answer with one of these statuses. */
export function isStatus(error: unknown, ...statuses: readonly number[]): error is EngineError {
  return error instanceof EngineError && statuses.includes(error.status);
}
