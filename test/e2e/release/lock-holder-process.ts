import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { build } from "esbuild";
import type { ConnectOptions } from "../../../packages/gantry/src/engine/connect-engine.ts";

const root = join(import.meta.dirname, "../../..");

/** Starts a process that holds a stack's lock; resolves once it does. */
export async function startHolder(target: ConnectOptions, project: string): Promise<ChildProcess> {
  // Beside the installed packages, which it imports.
  const folder = join(root, "node_modules/.cache/gantry-tests");
  const outfile = join(folder, `hold-lock-${process.pid}.mjs`);
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, "hold-lock.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
  try {
    const child = spawn(process.execPath, [outfile, JSON.stringify({ ...target, project })], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`the holder ended with ${code} before it held the lock`);
    });
    await Promise.race([once(child.stdout, "data"), ended]);
    ended.catch(() => {});
    return child;
  } finally {
    await rm(outfile);
  }
}

/** As `kill -9` does it; resolves once the process is gone. */
export async function killHolder(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
