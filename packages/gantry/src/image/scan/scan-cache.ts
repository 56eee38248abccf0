import { createHmac, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileRules } from "./file-rules.ts";
import { harmlessPlaces } from "./harmless-places.ts";
import { keyPatterns } from "./key-patterns.ts";
import type { LayerScan } from "./scan-layer.ts";

/** To be raised when the way of searching changes; a change of the rules' tables is seen without it. */
const VERSION = 1;
const MOST_RECORDS = 500;

/** What is known of layers that were scanned before, for the same secrets and by the same rules. */
export interface ScanCache {
  /** @param layer What names the layer's content: a digest. */
  load(layer: string): Promise<LayerScan | undefined>;
  save(layer: string, scan: LayerScan): Promise<void>;
}

/** `~/.cache/gantry/scans`, or where `XDG_CACHE_HOME` says. */
export function findCacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "gantry", "scans");
}

/**
 * Opens the cache. It holds no secret and no hash that one could be guessed from: names of records are made with a random key of this machine.
 * A folder that cannot be written to is no error: nothing is remembered then.
 */
export async function openScanCache(secrets: ReadonlyMap<string, string>, directory: string): Promise<ScanCache> {
  const key = await openKey(directory).catch(() => undefined);
  if (key === undefined) return { load: async () => undefined, save: async () => undefined };
  const scope = JSON.stringify([VERSION, describeRules(), [...secrets].sort(([a], [b]) => (a < b ? -1 : 1))]);
  const fileOf = (layer: string) =>
    join(directory, `${createHmac("sha256", key).update(`${layer}\n${scope}`).digest("hex")}.json`);
  return {
    load: async (layer) => {
      try {
        const record: unknown = JSON.parse(await readFile(fileOf(layer), "utf8"));
        return isLayerScan(record) ? record : undefined;
      } catch {
        return undefined;
      }
    },
    save: async (layer, scan) => {
      const file = fileOf(layer);
      const unfinished = `${file}.${randomBytes(4).toString("hex")}.new`;
      try {
        await writeFile(unfinished, JSON.stringify(scan), { mode: 0o600 });
        await rename(unfinished, file);
        await removeOldest(directory);
      } catch {
        await rm(unfinished, { force: true }).catch(() => undefined);
      }
    },
  };
}

async function openKey(directory: string): Promise<Buffer> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, "key");
  await writeFile(file, randomBytes(32), { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const key = await readFile(file);
  // Another process may have made the file and not written it yet: without the key nothing is remembered this time.
  if (key.length !== 32) throw new Error("The key is not whole.");
  return key;
}

function describeRules(): unknown {
  return [
    keyPatterns.map(({ rule, pattern, anchors, severity }) => [rule, pattern.source, anchors, severity]),
    fileRules.map(({ rule, path, holdsKeys }) => [rule, path.source, String(holdsKeys)]),
    harmlessPlaces.map(({ path }) => path.source),
  ];
}

async function removeOldest(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name !== "key");
  if (names.length <= MOST_RECORDS) return;
  const aged = await Promise.all(
    names.map(async (name) => ({
      name,
      age: (await stat(join(directory, name)).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  );
  aged.sort((a, b) => a.age - b.age);
  // A tenth more than needed, so that not each one that is saved looks at all.
  const surplus = aged.slice(0, names.length - MOST_RECORDS + MOST_RECORDS / 10);
  await Promise.all(surplus.map(({ name }) => rm(join(directory, name), { force: true })));
}

function isLayerScan(value: unknown): value is LayerScan {
  if (typeof value !== "object" || value === null) return false;
  const { matches, removed, files, bytes } = value as Partial<Record<keyof LayerScan, unknown>>;
  return Array.isArray(matches) && Array.isArray(removed) && typeof files === "number" && typeof bytes === "number";
}
