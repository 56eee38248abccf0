import type { Engine } from "../../engine/engine.ts";
import { EngineError } from "../../engine/errors/engine-error.ts";
import { isStatus } from "../../engine/is-status.ts";
import { packFiles } from "../state/pack-files.ts";
import { unpackFiles } from "../state/unpack-files.ts";

/**
 * A lock's heartbeat is a file in the lock container itself, addressed by the container's id: writing it is a sign of life and the
 * question whether the lock is still there, in one call, and nothing of it outlives the lock.
 */
const FILE = "heartbeat";

/** Says whether the lock is still there. */
export async function writeHeartbeat(
  engine: Engine,
  id: string,
  { count, signal }: { count: number; signal?: AbortSignal | undefined },
): Promise<boolean> {
  const call = signal === undefined ? {} : { signal };
  try {
    await engine.containers.putArchive(id, "/", await packFiles([[FILE, Buffer.from(String(count))]]), call);
    return true;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    // A container that is being removed answers with this and that.
    if (await isGone(engine, id, call)) return false;
    throw error;
  }
}

async function isGone(engine: Engine, id: string, call: { signal?: AbortSignal }): Promise<boolean> {
  try {
    const { State } = await engine.containers.inspect(id, call);
    return State.Status === "removing" || State.Status === "dead";
  } catch (error) {
    if (isStatus(error, 404)) return true;
    throw error;
  }
}

/**
 * The heartbeat as it is; empty where there is none yet. Undefined when the engine cannot tell, as while the lock is being made or
 * removed, or does not within the limit.
 */
export async function readHeartbeat(
  engine: Engine,
  id: string,
  { limit, signal }: { limit: number; signal: AbortSignal },
): Promise<string | undefined> {
  const over = AbortSignal.timeout(limit);
  const call = { signal: AbortSignal.any([signal, over]) };
  try {
    const files = await unpackFiles(await engine.containers.getArchive(id, `/${FILE}`, call));
    return files.get(FILE)?.toString("latin1") ?? "";
  } catch (error) {
    if (isStatus(error, 404)) return "";
    if (error instanceof EngineError || (over.aborted && !signal.aborted)) return undefined;
    throw error;
  }
}
