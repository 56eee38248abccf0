import type { Engine } from "../../engine/engine.ts";
import type { LockHolder } from "./lock-holder.ts";
import { removeLock } from "./remove-lock.ts";

/**
 * Takes a lock away from its holder, who learns of it at its next step. Says whether it was still held: a lock that another has taken since is
 * left alone.
 */
export async function breakLock(
  engine: Engine,
  { id }: Pick<LockHolder, "id">,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<boolean> {
  return removeLock(engine, id, signal);
}
