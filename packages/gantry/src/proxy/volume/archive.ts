import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { extract, pack } from "tar-stream";
import { unlessGone } from "../../engine/unless-gone.ts";
import type { ProxyContainer } from "./proxy-container.ts";

/** What lies in a folder of a container, by path below it. */
export interface FolderContent {
  files: Map<string, string>;
  /** Where symbolic links lead to. */
  links: Map<string, string>;
}

/** Reads a small folder, links as links. Undefined when it is not there. */
export async function readFolder(
  { engine, id, signal }: Pick<ProxyContainer, "engine" | "id" | "signal">,
  folder: string,
): Promise<FolderContent | undefined> {
  const tar = await unlessGone(engine.containers.getArchive(id, folder, { signal }));
  if (!tar) return undefined;
  const content: FolderContent = { files: new Map(), links: new Map() };
  const entries = extract();
  tar.once("error", (error) => entries.destroy(error));
  tar.pipe(entries);
  for await (const entry of entries) {
    const { name, type, linkname } = entry.header;
    // The archive's names begin with the folder's own.
    const path = name.split("/").slice(1).join("/");
    if (type === "symlink") content.links.set(path, linkname ?? "");
    if (type === "file") content.files.set(path, (await buffer(entry)).toString());
    else entry.resume();
  }
  return content;
}

/** A tar archive of files and links that are root's own and that everybody may read. */
export async function packFolder({ files, links }: FolderContent): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of files) archive.entry({ name, mode: 0o644 }, content);
  for (const [name, linkname] of links) archive.entry({ name, type: "symlink", linkname });
  archive.finalize();
  return buffer(Readable.from(archive));
}
