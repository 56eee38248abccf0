import type { Operation } from "../operation.ts";

/** A deploy holds the stack's lock: what never ends must not keep everybody else from deploying. Milliseconds. */
export const usualTimeLimit = 600_000;

/** Gives everything that runs to its end a time limit: the one asked for, else the service's own, else the usual one. Milliseconds; 0: none. */
export function limitCompletion(operations: readonly Operation[], asked: number | undefined): Operation[] {
  return operations.map((operation) =>
    "until" in operation && operation.until === "completed"
      ? { ...operation, timeLimit: asked ?? operation.timeLimit ?? usualTimeLimit }
      : operation,
  );
}
