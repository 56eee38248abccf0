import { setTimeout as sleep } from "node:timers/promises";

/** What one exec costs the engine in CPU milliseconds, whatever it runs: measured on engines 20.10 and 28.5. */
export const execCost = 45;
/** A tenth of a core, for all containers together. */
const share = 0.1;
/** What may be spent ahead, in CPU milliseconds: a tenth of a core over ten seconds. So that short waits are not made long. */
const advance = 1000;

/** The CPU time that probing may take, shared by everything that is waited for. */
export interface ProbeBudget {
  /** Resolves when one more exec may run, in the order of asking; takes its cost. A container's first comes at once and costs nothing. */
  admit(signal: AbortSignal, options?: { first?: boolean }): Promise<void>;
  /** Takes what the checks themselves used, in CPU milliseconds, once that is known. */
  charge(cpu: number): void;
}

/** What is left of a budget after time has gone by: it fills at a tenth of a core, up to the advance. */
export function refill(left: number, elapsed: number): number {
  return Math.min(advance, left + elapsed * share);
}

export function createProbeBudget(now: () => number = () => performance.now()): ProbeBudget {
  let left = advance;
  let at = now();
  let queue: Promise<void> = Promise.resolve();
  const update = () => {
    const time = now();
    left = refill(left, time - at);
    at = time;
  };
  const take = async (signal: AbortSignal) => {
    signal.throwIfAborted();
    update();
    while (left < 0) {
      await sleep(Math.ceil(-left / share), undefined, { signal });
      update();
    }
    left -= execCost;
  };
  return {
    admit: async (signal, { first = false } = {}) => {
      if (first) return;
      const turn = queue.then(() => take(signal));
      queue = turn.catch(() => {});
      await turn;
    },
    charge: (cpu) => {
      update();
      left -= cpu;
    },
  };
}
