import type { Engine } from "../../engine/engine.ts";
import { isStatus } from "../../engine/is-status.ts";
import { answerWithin } from "../state/answer-within.ts";

const LIMIT = 30_000;

/** Removes that lock, and no other of the same name. Says whether it was there; resolves once it is gone. */
export async function removeLock(engine: Engine, id: string, signal?: AbortSignal): Promise<boolean> {
  return answerWithin({ what: "remove the lock", milliseconds: LIMIT, signal }, async (call) => {
    try {
      await engine.containers.remove(id, { force: true, ...call });
      return true;
    } catch (error) {
      // 409: somebody else is removing it.
      if (isStatus(error, 409)) await lockRemoved(engine, id, call.signal);
      else if (!isStatus(error, 404)) throw error;
      return false;
    }
  });
}

/** Resolves once that lock is gone. */
export async function lockRemoved(engine: Engine, id: string, signal?: AbortSignal): Promise<void> {
  try {
    await engine.containers.wait(id, { condition: "removed", ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
  }
}
