import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { expect, type TestContext, test } from "vitest";
import { hasEnded, readOwnIdentity } from "./process-identity.ts";

async function readSelf({ skip }: TestContext) {
  return (await readOwnIdentity()) ?? skip("only Linux says which process this is");
}

test("this process has not ended", async (context) => {
  const self = await readSelf(context);
  expect(self).toMatchObject({ pid: process.pid, started: expect.stringMatching(/^\d+$/) });
  expect(await hasEnded(self)).toBe(false);
});

test("another process that has this one's number by now is not the one that was", async (context) => {
  expect(await hasEnded({ ...(await readSelf(context)), started: "1" })).toBe(true);
});

test("a process on another machine is never known to have ended", async (context) => {
  expect(await hasEnded({ ...(await readSelf(context)), machine: "elsewhere", started: "1" })).toBe(false);
});

test("a process that was killed has ended, before and after its parent has looked", async (context) => {
  const { machine } = await readSelf(context);
  // A shell that does not look after its child: the killed one stays a zombie until the shell ends.
  const shell = spawn("sh", ["-c", "sleep 600 & echo $!; read line; kill -KILL $!; echo killed; read line"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = await once(shell.stdout.setEncoding("utf8"), "data");
  const sleeper = { machine, pid: Number(line), started: startOf(await readStat(Number(line))) };
  expect(await hasEnded(sleeper)).toBe(false);
  shell.stdin.write("\n");
  await once(shell.stdout, "data");
  await expect.poll(() => hasEnded(sleeper)).toBe(true);
  shell.stdin.end("\n");
  await once(shell, "close");
  expect(await hasEnded(sleeper)).toBe(true);
});

async function readStat(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/stat`, "utf8");
}

function startOf(stat: string): string {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}
