import { UserError } from "../model/error.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interruption extends Disposable {
  /** Aborted by the first Ctrl-C (or SIGTERM, SIGHUP), with a UserError as its reason. */
  readonly signal: AbortSignal;
}

/** Turns the first Ctrl-C into an aborted signal, so that work ends in order; the second one calls `onSecond`. */
export function watchInterruption({ onSecond }: { onSecond: () => void }): Interruption {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) onSecond();
    else controller.abort(new UserError("Interrupted.", { code: "interrupted" }));
  };
  for (const signal of signals) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, interrupt);
    },
  };
}
