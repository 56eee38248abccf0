import { link, mkdir, readFile, rm, stat, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning, type ProcessIdentity, readIdentity } from "./host/process-identity.ts";
import { LabError } from "./lab-error.ts";
import { labPath } from "./paths.ts";
import { say } from "./progress.ts";

const waitMs = 20 * 60 * 1000;
const guardMs = 10_000;

/** Runs a piece of work while no other process does the same: a lock file that names its holder, and outlives no holder. */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const path = labPath("state", `${name}.lock`);
  await mkdir(dirname(path), { recursive: true });
  await takeLock(path);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function takeLock(path: string): Promise<void> {
  const identity = await readIdentity(process.pid);
  const own = `${path}.${process.pid}.${performance.now()}`;
  await writeFile(own, JSON.stringify(identity));
  try {
    const deadline = performance.now() + waitMs;
    for (let round = 0; !(await tryLink(own, path)); round++) {
      const holder = await readHolder(path);
      if (holder !== undefined && !(await isRunning(holder))) await removeStale(path);
      else if (holder !== undefined && round === 20)
        say(`waiting for process ${holder.pid}, which is at work on the lab`);
      if (performance.now() > deadline) {
        throw new LabError(
          `Process ${holder?.pid ?? "?"} has held ${path} for ${waitMs / 60_000} minutes: end it, then try again.`,
        );
      }
      await delay(100);
    }
  } finally {
    await unlink(own);
  }
}

/** A link appears with its whole content at once, unlike a file that is created and then written. */
async function tryLink(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ProcessIdentity);
}

/** One process at a time removes a dead holder's lock, and looks again first: else the second would remove the first one's new lock. */
async function removeStale(path: string): Promise<void> {
  const guard = `${path}.guard`;
  try {
    await mkdir(guard);
  } catch {
    const made = await stat(guard).catch(() => undefined);
    if (made !== undefined && Date.now() - made.mtimeMs > guardMs) await rm(guard, { recursive: true, force: true });
    return;
  }
  try {
    const holder = await readHolder(path);
    if (holder !== undefined && !(await isRunning(holder))) await rm(path, { force: true });
  } finally {
    await rm(guard, { recursive: true, force: true });
  }
}
