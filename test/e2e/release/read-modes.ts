import { buffer } from "node:stream/consumers";
import tar from "tar-stream";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";

/** Modes and owners below a folder of a container, `600 0:0`, and all that is in its files. */
export async function readModes(engine: Engine, container: string, path: string) {
  const modes: Record<string, string> = {};
  const contents: Buffer[] = [];
  const archive = await engine.containers.getArchive(container, path);
  for await (const entry of archive.pipe(tar.extract())) {
    const { name, mode = 0, uid, gid } = entry.header;
    // Engine 20.10 adds the type of the file.
    modes[name] = `${(mode & 0o7777).toString(8)} ${uid}:${gid}`;
    contents.push(await buffer(entry));
  }
  return { modes, content: Buffer.concat(contents) };
}
