import { once } from "node:events";

/**
 * Writes to a stream, and waits when its reader is slow.
 *
 * @throws The signal's reason, once that is aborted: a reader that has gone away will never take the rest.
 */
export async function writeData(
  stream: NodeJS.WritableStream,
  data: string | Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  if (stream.write(data)) return;
  await once(stream, "drain", { signal }).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error;
  });
}
