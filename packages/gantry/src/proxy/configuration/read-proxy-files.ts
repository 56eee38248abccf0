import { readdir, readFile, stat } from "node:fs/promises";
import { join, posix, relative, resolve, sep } from "node:path";
import type { LoadedStack } from "../../model/stack.ts";
import { type ConfigurationSource, findSources } from "./find-sources.ts";

/** A file of a proxy's configuration as the team wrote it. Plain data: a release keeps it. */
export interface FoundFile {
  /** Where it comes from, for messages: relative to the project's folder, with `/`. */
  name: string;
  /** Absolute, in the container. */
  path: string;
  /** Where the config or mount that it came with is in the container: the file itself, or a folder above. */
  mount: string;
  content: string;
  /** Permission bits. Default: `0o444`. */
  mode?: number;
}

/** By service. A service is missing when it is no proxy, or when nothing of its configuration can be read as text. */
export type ProxyFiles = ReadonlyMap<string, readonly FoundFile[]>;

/** Beyond this, a folder is no configuration. */
const maximumFiles = 200;
const maximumBytes = 1 << 20;

/**
 * Reads what the proxies of a stack are configured with: configs, and files and folders that are mounted from the project. What is mounted and is
 * no text, or too much, stays mounted.
 */
export async function readProxyFiles(
  loaded: Pick<LoadedStack, "stack" | "directory" | "variables">,
): Promise<ProxyFiles> {
  const found = await Promise.all(
    Object.entries(loaded.stack.services).map(async ([name, service]) => {
      const { sources } = findSources(service) ?? { sources: [] };
      const files = (await Promise.all(sources.map((source) => readSource(source, loaded)))).flat();
      return files.length > 0 ? ([[name, files]] as const) : [];
    }),
  );
  return new Map(found.flat());
}

async function readSource(
  source: ConfigurationSource,
  { stack, directory, variables }: Pick<LoadedStack, "stack" | "directory" | "variables">,
): Promise<FoundFile[]> {
  const { target } = source;
  if (source.type === "bind") return readMounted(resolve(directory, source.source), { directory, target });
  const { content, file, environment } = stack.configs?.[source.key] ?? {};
  const mode = source.mode === undefined ? {} : { mode: source.mode };
  if (file !== undefined) {
    const [read] = await readMounted(resolve(directory, file), { directory, target });
    return read ? [{ name: read.name, path: target, mount: target, content: read.content, ...mode }] : [];
  }
  const text = content ?? (environment === undefined ? undefined : variables[environment]);
  return text === undefined ? [] : [{ name: target, path: target, mount: target, content: text, ...mode }];
}

/** A file, or all files of a folder, with the permissions that they have: a key stays as hidden as it is. */
async function readMounted(
  path: string,
  { directory, target }: { directory: string; target: string },
): Promise<FoundFile[]> {
  const about = await stat(path).catch(() => undefined);
  if (!about) return [];
  const files = about.isDirectory() ? await listFiles(path) : [""];
  if (files.length > maximumFiles) return [];
  const read = await Promise.all(
    files.map(async (file): Promise<FoundFile | undefined> => {
      const own = join(path, file);
      const { size, mode } = await stat(own);
      if (size > maximumBytes) return undefined;
      const bytes = await readFile(own);
      const content = bytes.toString();
      if (!Buffer.from(content).equals(bytes)) return undefined;
      const name = relative(directory, own).replaceAll(sep, "/");
      return { name, path: posix.join(target, file), mount: target, content, mode: mode & 0o777 };
    }),
  );
  return read.every((file) => file !== undefined) ? read : [];
}

/** Paths below a folder, with `/`, in a fixed order. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
    .sort();
}
