import { EngineError } from "./errors.ts";

/** An engine's answer; undefined when it has no such thing, or has it no longer. */
export async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
}
