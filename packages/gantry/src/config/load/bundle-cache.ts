import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ConfigBundle } from "./bundle-config.ts";

interface CacheEntry {
  key: string;
  bundle: ConfigBundle;
}

/** Where bundles are kept: the user's own cache folder. Undefined when there is no home. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const base = env["XDG_CACHE_HOME"] || (env["HOME"] ? join(env["HOME"], ".cache") : undefined);
  return base === undefined ? undefined : join(base, "gantry", "configs");
}

/**
 * The bundle of a config, from the cache or made anew. Only a config that imports no other file is kept: its bundle follows from its
 * text alone, so that it cannot be out of date. A cache that cannot be read or written is no error.
 *
 * @param marks what else the bundle follows from
 */
export async function throughCache(
  file: string,
  { folder, marks, make }: { folder: string | undefined; marks: string; make: () => Promise<ConfigBundle> },
): Promise<ConfigBundle> {
  if (folder === undefined) return make();
  const entryFile = join(folder, `${digest(file)}.json`);
  const key = digest(`${file}\n${marks}\n${await readFile(file, "utf8")}`);
  const entry = await readEntry(entryFile);
  if (entry?.key === key) return entry.bundle;
  const bundle = await make();
  if (bundle.files.length === 1) await writeEntry(folder, entryFile, { key, bundle });
  return bundle;
}

async function readEntry(file: string): Promise<CacheEntry | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}

async function writeEntry(folder: string, file: string, entry: CacheEntry): Promise<void> {
  const next = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(next, JSON.stringify(entry), { mode: 0o600 });
    await rename(next, file);
  } catch {
    await rm(next, { force: true }).catch(() => undefined);
  }
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
