import { readdir, readFile, stat } from "node:fs/promises";
import { posix, resolve } from "node:path";
import type { LoadedStack } from "../../model/stack.ts";
import { type ConfigurationSource, findSources } from "./find-sources.ts";

/** A file of a proxy's configuration as the team wrote it. */
export interface FoundFile {
  /** Where it comes from, for messages. */
  name: string;
  /** Absolute, in the container. */
  path: string;
  content: string;
  mode?: number;
}

/** By service. A service is missing when it is no proxy, or when its configuration cannot be read as text. */
export type ProxyFiles = ReadonlyMap<string, readonly FoundFile[]>;

/** Beyond this, a folder is no configuration. */
const maximumFiles = 200;
const maximumBytes = 1 << 20;

/** Reads what the proxies of a stack are configured with: configs, and files and folders that are mounted from the project. */
export async function readProxyFiles(
  loaded: Pick<LoadedStack, "stack" | "directory" | "variables">,
): Promise<ProxyFiles> {
  const found = await Promise.all(
    Object.entries(loaded.stack.services).map(async ([name, service]) => {
      const { sources } = findSources(service) ?? { sources: [] };
      const files = await Promise.all(sources.map((source) => readSource(source, loaded)));
      const complete = files.flatMap((each) => each ?? []);
      return files.length > 0 && !files.includes(undefined) ? ([[name, complete]] as const) : [];
    }),
  );
  return new Map(found.flat());
}

async function readSource(
  source: ConfigurationSource,
  { stack, directory, variables }: Pick<LoadedStack, "stack" | "directory" | "variables">,
): Promise<FoundFile[] | undefined> {
  if (source.type === "bind") return readMounted(resolve(directory, source.source), source.target);
  const { content, file, environment } = stack.configs?.[source.key] ?? {};
  if (file !== undefined) return readMounted(resolve(directory, file), source.target, source.mode);
  const text = content ?? (environment === undefined ? undefined : variables[environment]);
  if (text === undefined) return undefined;
  return [{ name: source.target, path: source.target, content: text, ...modeOf(source.mode) }];
}

/** Undefined when it is not there, too much, or no text. */
async function readMounted(path: string, target: string, mode?: number): Promise<FoundFile[] | undefined> {
  const about = await stat(path).catch(() => undefined);
  if (!about) return undefined;
  if (about.isDirectory()) {
    const names = await readdir(path, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => resolve(entry.parentPath, entry.name));
    if (files.length > maximumFiles) return undefined;
    const read = await Promise.all(
      files.map((file) => readMounted(file, posix.join(target, file.slice(path.length + 1).replaceAll("\\", "/")))),
    );
    return read.includes(undefined) ? undefined : read.flatMap((each) => each ?? []);
  }
  if (about.size > maximumBytes) return undefined;
  const bytes = await readFile(path);
  const content = bytes.toString();
  if (!Buffer.from(content).equals(bytes)) return undefined;
  return [{ name: path, path: target, content, ...modeOf(mode) }];
}

function modeOf(mode: number | undefined): { mode?: number } {
  return mode === undefined ? {} : { mode };
}
