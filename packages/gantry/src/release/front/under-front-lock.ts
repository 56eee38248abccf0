import type { Engine } from "../../engine/engine.ts";
import { frontProject } from "../../proxy/front/front-names.ts";
import type { Exclusively } from "../../proxy/front/load-fragment.ts";
import { acquireLock } from "../lock/acquire-lock.ts";

export interface FrontLockOptions {
  engine: Engine;
  /** The stack for which the front is changed. */
  project: string;
  /** How long to wait for another stack, in milliseconds. At least a minute: it is held for seconds, and the stack's own lock was had already. */
  lockWait?: number | undefined;
  signal: AbortSignal;
}

const leastWait = 60_000;

/** Lets nobody else change the front meanwhile. Always taken after a stack's own lock, so that no two wait for each other. */
export function underFrontLock({ engine, project, lockWait = 0, signal }: FrontLockOptions): Exclusively {
  return async (work) => {
    const what = `the routes of ${project}`;
    const wait = Math.max(lockWait, leastWait);
    await using lock = await acquireLock(engine, frontProject, { what, wait, signal });
    return await work(AbortSignal.any([signal, lock.signal]));
  };
}
