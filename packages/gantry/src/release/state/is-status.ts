import { EngineError } from "../../engine/errors.ts";

/** Whether it is the engine's answer with that status. */
export function isStatus(error: unknown, status: number): error is EngineError {
  return error instanceof EngineError && error.status === status;
}
