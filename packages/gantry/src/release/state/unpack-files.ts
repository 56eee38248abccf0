import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { extract } from "tar-stream";

/** The files of an engine's archive, by their names in it. Reads to the end: the engine holds the container until then. */
export async function unpackFiles(archive: Readable): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const entries = extract();
  await Promise.all([
    pipeline(archive, entries),
    (async () => {
      for await (const entry of entries) files.set(entry.header.name, await buffer(entry));
    })(),
  ]);
  return files;
}
