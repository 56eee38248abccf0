import type { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import tar from "tar-stream";

/** An archive with these files. */
export function makeTar(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const pack = tar.pack();
  for (const [name, content] of Object.entries(files)) pack.entry({ name, mode: 0o640 }, content);
  pack.finalize();
  return buffer(pack);
}

export async function readTar(archive: Readable): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const entry of archive.pipe(tar.extract())) files[entry.header.name] = await text(entry);
  return files;
}
