export interface Negotiation {
  /** The version agreed on, once there is one. */
  readonly version: string | undefined;
  /** Asks the engine, in any case. */
  ask(signal?: AbortSignal): Promise<string>;
  /** Asks the engine, unless that has been done. */
  settle(signal: AbortSignal | undefined): Promise<string>;
}

/** Remembers the API version that is spoken with an engine. */
export function createNegotiation(request: (signal?: AbortSignal) => Promise<string>): Negotiation {
  let version: string | undefined;
  let underWay: Promise<string> | undefined;

  async function ask(signal?: AbortSignal): Promise<string> {
    version = await request(signal);
    return version;
  }

  return {
    get version() {
      return version;
    },
    ask,
    async settle(signal) {
      if (version !== undefined) return version;
      // Shared by all who wait for it, so none of their signals may end it for the others.
      underWay ??= ask().finally(() => {
        underWay = undefined;
      });
      return signal === undefined ? underWay : raceSignal(underWay, signal);
    },
  };
}

function raceSignal<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
