import { posix } from "node:path";
import { UserError } from "../../model/error.ts";
import type { ProxyFile } from "../proxy-definition.ts";
import type { ProxyKind } from "../proxy-kind.ts";
import { type FolderContent, packFolder, readFolder } from "../volume/archive.ts";
import type { ProxyContainer } from "../volume/proxy-container.ts";

/**
 * Puts a configuration where the proxy reads it, has it checked there, where all that it refers to is, and loads it. A configuration that is
 * refused gives way to the one before.
 *
 * @throws UserError `config` with the proxy's own words.
 */
export async function loadFiles(at: ProxyContainer, kind: ProxyKind, files: readonly ProxyFile[]): Promise<boolean> {
  const before = await readFiles(at, files);
  const changed = files.filter(({ path, content }) => before.get(path) !== content);
  if (changed.length > 0) await writeFiles(at, changed);
  try {
    const fault = changed.length > 0 ? await kind.findFault(at) : undefined;
    if (fault !== undefined) throw refusal(files, fault);
    // Loaded even when the files are as they were: a run that was ended half-way may have written them only.
    await kind.load(at);
  } catch (error) {
    const old = changed.map(({ path, ...rest }) => ({ ...rest, path, content: before.get(path) ?? "" }));
    if (old.length > 0) await writeFiles(at, old);
    throw error;
  }
  return changed.length > 0;
}

function refusal(files: readonly ProxyFile[], detail: string): UserError {
  return new UserError(`${files[0]?.path ?? "The configuration"} is refused by the proxy; the one before goes on.`, {
    code: "config",
    detail,
    fix: "Correct the configuration and deploy again.",
  });
}

async function readFiles(at: ProxyContainer, files: readonly ProxyFile[]): Promise<Map<string, string>> {
  const found = await Promise.all(
    [...byFolder(files).keys()].map(async (folder) => {
      const content = await readFolder(at, folder);
      return [...(content?.files ?? [])].map(([name, text]) => [posix.join(folder, name), text] as const);
    }),
  );
  return new Map(found.flat());
}

async function writeFiles(at: ProxyContainer, files: readonly ProxyFile[]): Promise<void> {
  for (const [folder, group] of byFolder(files)) {
    const content: FolderContent = {
      files: new Map(group.map(({ path, content: text }) => [posix.basename(path), text])),
      links: new Map(),
    };
    await at.engine.containers.putArchive(at.id, folder, await packFolder(content), { signal: at.signal });
  }
}

function byFolder(files: readonly ProxyFile[]): Map<string, ProxyFile[]> {
  const folders = new Map<string, ProxyFile[]>();
  for (const file of files) {
    const folder = posix.dirname(file.path);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return folders;
}
