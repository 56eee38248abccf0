import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withLock } from "./lock.ts";
import { tryCommand } from "./run-command.ts";

let lab: string;

beforeEach(async () => {
  lab = await mkdtemp(join(tmpdir(), "gantry-lock-"));
  vi.stubEnv("GANTRY_LAB", lab);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(lab, { recursive: true, force: true });
});

async function leaveLock(holder: { pid: number; started: string }): Promise<void> {
  await mkdir(join(lab, "state"), { recursive: true });
  await writeFile(join(lab, "state/test.lock"), JSON.stringify(holder));
}

/** Eight that want the lock together. @returns how many of them worked at the same time, at the most */
async function countMostAtOnce(): Promise<number> {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await tryCommand("true", []);
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock("test", work)));
  return most;
}

test("of many at once, one works at a time, and all get their turn", async () => {
  expect(await countMostAtOnce()).toBe(1);
});

test("a lock is gone after its work has failed", async () => {
  await expect(withLock("test", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await readdir(join(lab, "state"))).toEqual([]);
});

test("the lock of a process that has ended holds nobody up", async () => {
  const { stdout } = await tryCommand("sh", ["-c", "echo $$"]);
  await leaveLock({ pid: Number(stdout), started: "long ago" });
  expect(await withLock("test", async () => "done")).toBe("done");
});

test("the lock of an earlier process with the id of a living one holds nobody up", async () => {
  await leaveLock({ pid: process.pid, started: "another boot 12345" });
  expect(await withLock("test", async () => "done")).toBe("done");
});

test("many that find a dead process' lock still work one at a time", async () => {
  await leaveLock({ pid: process.pid, started: "another boot 12345" });
  expect(await countMostAtOnce()).toBe(1);
});
