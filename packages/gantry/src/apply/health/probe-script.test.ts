import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildProbeLoop, readProbeRound } from "./probe-script.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-probe-"));
});
afterEach(() => rm(folder, { recursive: true }));

function run([file = "", ...args]: string[]): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    execFile(file, args, { env: { ...process.env, n: "kept" } }, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === "number" ? error.code : 0, output: stdout + stderr });
    });
  });
}

const shell = (script: string) => ["/bin/sh", "-c", script];

test("a check that succeeds is run once", async () => {
  const round = readProbeRound(await run(buildProbeLoop(shell("echo accepting connections"), [10, 10])));
  expect(round).toMatchObject({ exitCode: 0, output: "accepting connections", loop: { checks: 1 } });
});

test("a failing check is run again after each pause, and its exit code and last output are kept", async () => {
  const count = join(folder, "count");
  const round = readProbeRound(
    await run(buildProbeLoop(shell(`echo x >> ${count}; wc -l < ${count}; exit 3`), [1, 1])),
  );
  expect(round).toMatchObject({ exitCode: 3, output: "3", loop: { checks: 3 } });
});

test("the loop ends with the first check that succeeds", async () => {
  const count = join(folder, "count");
  const check = shell(`echo x >> ${count}; [ $(wc -l < ${count}) -ge 2 ]`);
  expect(readProbeRound(await run(buildProbeLoop(check, [1, 1, 1, 1]))).loop?.checks).toBe(2);
  expect(await readFile(count, "utf8")).toBe("x\nx\n");
});

test("arguments reach the check as they are, whatever characters they have", async () => {
  const argv = ["printf", "%s|", "a b", `"'$HOME`, "*", "-n", ""];
  expect(readProbeRound(await run(buildProbeLoop(argv, []))).output).toBe(`a b|"'$HOME|*|-n||`);
});

test("the check sees the container's environment untouched", async () => {
  const argv = shell('env | grep -c ^gantry_; printf %s "$n"');
  expect(readProbeRound(await run(buildProbeLoop(argv, []))).output).toBe("0\nkept");
});

test("the CPU time of the checks is measured", async () => {
  const burn = shell("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; exit 1");
  const round = readProbeRound(await run(buildProbeLoop(burn, [1])));
  expect(round.loop?.cpu).toBeGreaterThan(20);
});

test("a sleep that takes no fractions ends the round instead of spinning", async () => {
  const count = join(folder, "count");
  await run(buildProbeLoop(shell(`echo x >> ${count}; exit 1`), [Number.NaN, Number.NaN]));
  expect(await readFile(count, "utf8")).toBe("x\n");
});

test("an output without the loop's mark says that the container has no shell", () => {
  expect(readProbeRound({ exitCode: 126, output: "no such file" }).loop).toBeUndefined();
});
