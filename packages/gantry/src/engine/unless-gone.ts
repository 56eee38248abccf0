import { isGone } from "./is-gone.ts";

/** An engine's answer; undefined when it has no such thing, or has it no longer. */
export async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
