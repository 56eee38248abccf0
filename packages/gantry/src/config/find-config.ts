import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The names of config files; the first that a folder has is its own. */
export const configNames = ["gantry.config.ts", "gantry.config.mts", "gantry.config.js", "gantry.config.mjs"];

/** The nearest config file in `directory` or a folder above it; undefined when there is none. */
export async function findConfig(directory: string): Promise<string | undefined> {
  for (const name of configNames) {
    const file = join(directory, name);
    if (await isFile(file)) return file;
  }
  const parent = dirname(directory);
  return parent === directory ? undefined : findConfig(parent);
}

/** True for a file that is there. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Whether a file that is named with `-f` is a typed stack, and no Compose file. */
export const isTyped = (file: string): boolean => /\.[cm]?[jt]s$/.test(file);
