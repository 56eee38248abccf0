import type { Engine } from "../../engine/engine.ts";
import { isStatus } from "../state/is-status.ts";
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
  const archive = await packFiles([[FILE, Buffer.from(String(count))]]);
  try {
    await engine.containers.putArchive(id, "/", archive, signal === undefined ? {} : { signal });
    return true;
  } catch (error) {
    // 409: it is being removed right now.
    if (isStatus(error, 404) || isStatus(error, 409)) return false;
    throw error;
  }
}

/** The heartbeat as it is; empty where there is none yet, or the lock is gone. */
export async function readHeartbeat(engine: Engine, id: string, signal?: AbortSignal): Promise<string> {
  try {
    const files = await unpackFiles(
      await engine.containers.getArchive(id, `/${FILE}`, signal === undefined ? {} : { signal }),
    );
    return files.get(FILE)?.toString("latin1") ?? "";
  } catch (error) {
    if (isStatus(error, 404)) return "";
    throw error;
  }
}
