import { setMaxListeners } from "node:events";

/** What ends a call early: its caller's signal, or its time limit. */
export interface CallScope {
  readonly signal: AbortSignal;
  cancel(reason: unknown): void;
  /** Stops listening to the caller's signal and the clock. */
  release(): void;
}

/** `AbortSignal.any` would do, but keeps hold of every call for as long as a long-lived signal of the caller lives. */
export function openCallScope(
  signal: AbortSignal | undefined,
  limit?: { milliseconds: number; createError: () => Error },
): CallScope {
  const controller = new AbortController();
  // A request, its answer and its socket listen at the same time.
  setMaxListeners(0, controller.signal);
  const cancel = (reason: unknown) => controller.abort(reason);
  const follow = () => cancel(signal?.reason);
  if (signal?.aborted === true) follow();
  else if (signal !== undefined) {
    // One signal may well end fifty calls; that is no leak.
    setMaxListeners(0, signal);
    signal.addEventListener("abort", follow, { once: true });
  }
  const timer = limit === undefined ? undefined : setTimeout(() => cancel(limit.createError()), limit.milliseconds);
  return {
    signal: controller.signal,
    cancel,
    release: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", follow);
    },
  };
}
