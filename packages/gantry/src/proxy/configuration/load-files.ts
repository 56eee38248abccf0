import { posix } from "node:path";
import { packFiles } from "../../apply/container/upload-files.ts";
import { UserError } from "../../model/error.ts";
import type { ProxyFile } from "../proxy-definition.ts";
import type { ProxyKind } from "../proxy-kind.ts";
import { readFolder } from "../volume/archive.ts";
import type { ProxyContainer } from "../volume/proxy-container.ts";
import { writeLoaded } from "../volume/write-volume.ts";
import { fingerprintFiles } from "./fingerprint-files.ts";

/** Makes files the running configuration. Returns whether anything changed. */
export type LoadFiles = (
  at: ProxyContainer,
  kind: ProxyKind,
  files: readonly ProxyFile[],
  /** What the volume says was loaded last. */
  loaded: string | undefined,
) => Promise<boolean>;

/**
 * Puts a configuration where the proxy reads it, has it checked there, where all that it refers to is, and loads it. A configuration that is
 * refused gives way to the one before.
 *
 * @throws UserError `config` with the proxy's own words.
 */
export const loadFiles: LoadFiles = async (at, kind, files, loaded) => {
  const before = await readFiles(at, files);
  const changed = files.filter(({ path, content }) => before.get(path) !== content);
  const fingerprint = fingerprintFiles(files);
  // Files alone prove nothing: a run that was ended half-way may have written them, and loaded nothing.
  if (changed.length === 0 && loaded === fingerprint) return false;
  await writeLoaded(at, "");
  if (changed.length > 0) await writeFiles(at, changed);
  try {
    const fault = changed.length > 0 ? await kind.findFault(at) : undefined;
    if (fault !== undefined) throw refusal(files, fault);
    await kind.load(at);
  } catch (error) {
    const old = changed.map(({ path, ...rest }) => ({ ...rest, path, content: before.get(path) ?? "" }));
    if (old.length > 0) await writeFiles(at, old);
    throw error;
  }
  await writeLoaded(at, fingerprint);
  return changed.length > 0;
};

export function refusal(files: readonly ProxyFile[], detail: string): UserError {
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
    const uploaded = group.map(({ path, content, mode = 0o444 }) => ({
      target: path,
      content: Buffer.from(content),
      uid: 0,
      gid: 0,
      mode,
    }));
    await at.engine.containers.putArchive(at.id, folder, await packFiles(uploaded, folder), { signal: at.signal });
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
