import type { Engine } from "../../engine/engine.ts";
import { isStatus } from "../../engine/is-status.ts";
import { stateNames } from "../state/state-names.ts";
import { type LockHolder, readHolder } from "./lock-holder.ts";

/**
 * Who holds the stack's lock; undefined when nobody does.
 * @throws UserError `name-conflict` when a container of that name is no lock.
 */
export async function readLock(
  engine: Engine,
  project: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<LockHolder | undefined> {
  const call = signal === undefined ? {} : { signal };
  try {
    return readHolder(project, await engine.containers.inspect(stateNames(project).lock, call));
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}
