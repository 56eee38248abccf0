import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";

/** An archive for the engine, owned by root and for root's eyes: a name that ends in a slash is a folder. */
export async function packFiles(files: Iterable<readonly [name: string, content?: Uint8Array]>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of files) {
    if (name.endsWith("/")) archive.entry({ name, type: "directory", mode: 0o700 });
    else archive.entry({ name, type: "file", mode: 0o600 }, Buffer.from(content ?? []));
  }
  archive.finalize();
  return buffer(archive);
}
