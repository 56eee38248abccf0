import { UserError } from "../../model/error.ts";

export interface AnswerLimit {
  /** What the engine is asked for: `read the stack's state`. */
  what: string;
  milliseconds: number;
  signal?: AbortSignal | undefined;
}

/**
 * Makes a call that must not take longer. The engine lets nobody near a container that is being written to, and an upload whose link is dead, but
 * not known to be, can last for hours.
 *
 * @throws UserError `timeout`.
 */
export async function answerWithin<T>(
  { what, milliseconds, signal }: AnswerLimit,
  call: (options: { signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(milliseconds);
  try {
    return await call({ signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) });
  } catch (error) {
    if (!limit.aborted || signal?.aborted) throw error;
    throw new UserError(`The engine did not ${what} within ${milliseconds / 1000} s.`, {
      code: "timeout",
      fix: "Look whether the server is overloaded. A connection that was lost there may still be open: `systemctl restart docker` ends it.",
      cause: error,
    });
  }
}
