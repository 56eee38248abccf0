import { execFile } from "node:child_process";
import { promisify } from "node:util";

const LIMIT_MILLISECONDS = 10_000;

/** What `ssh` prints when it ends well, for a few lines; undefined when it does not. The arguments hold no secret. */
export async function readSsh(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const options = { env, timeout: LIMIT_MILLISECONDS, maxBuffer: 64 * 1024, ...(signal && { signal }) };
  try {
    const { stdout } = await promisify(execFile)("ssh", args, options);
    return stdout;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}
