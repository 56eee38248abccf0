import { EngineError } from "../../engine/errors.ts";

/** For `catch`: an answer with one of these statuses is nothing; a container may go away between a list and a look. */
export function ignoreStatus(...statuses: readonly number[]): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof EngineError) || !statuses.includes(error.status)) throw error;
  };
}
