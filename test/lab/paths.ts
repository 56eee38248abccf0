import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** Where the lab keeps its state: `$GANTRY_LAB`, or a folder of the user's cache that all clones share. */
export function labDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return env["GANTRY_LAB"] ?? join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "gantry-lab");
}

export function labPath(...parts: string[]): string {
  return join(labDirectory(), ...parts);
}

/** A path among the lab's own sources. The bundler of `scripts/run-ts.mjs` keeps this folder's `import.meta.dirname`. */
export function sourcePath(...parts: string[]): string {
  return join(import.meta.dirname, ...parts);
}
