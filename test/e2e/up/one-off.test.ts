import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type RunOneOffOptions, runOneOff } from "../../../packages/gantry/src/apply/run-one-off.ts";
import { describeOneOff, type OneOffOptions } from "../../../packages/gantry/src/plan/describe-one-off.ts";
import { createProject, image, sleeper, type TestProject } from "./project.ts";

let project: TestProject;
beforeEach(async () => {
  project = await createProject();
});
afterEach(() => project[Symbol.asyncDispose]());

async function run(
  command: string[],
  definition: Partial<OneOffOptions> = {},
  options: Partial<RunOneOffOptions> = {},
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const { apiVersion } = await project.engine.ping();
  const stack = {
    name: project.name,
    networks: { default: { name: `${project.name}_default` } },
    services: { web: sleeper({ image, networks: { default: null } }) },
  };
  const oneOff = describeOneOff(stack, "web", { engine: { apiVersion }, command, suffix: "test", ...definition });
  const said = { stdout: "", stderr: "" };
  const { exitCode } = await runOneOff(oneOff, {
    engine: project.engine,
    remove: true,
    onOutput: ({ stream, data }) => {
      said[stream] += data.toString();
    },
    ...options,
  });
  return { exitCode, ...said };
}

test("a command's output and exit code come back, and its container goes", async () => {
  await project.up({ web: sleeper() });
  expect(await run(["sh", "-c", "echo out; echo err >&2; exit 7"])).toEqual({
    exitCode: 7,
    stdout: "out\n",
    stderr: "err\n",
  });
  expect(await project.containers()).toHaveLength(1);
});

test("a container that the engine removes by itself still tells its exit code", async () => {
  await project.up({ web: sleeper() });
  expect((await run(["sh", "-c", "exit 3"], { autoRemove: true })).exitCode).toBe(3);
  expect(await project.containers()).toHaveLength(1);
});

test("input reaches the command, and its end ends it", async () => {
  await project.up({ web: sleeper() });
  const input = Readable.from([Buffer.from("one\n"), Buffer.from("two\n")], { objectMode: false });
  expect((await run(["wc", "-l"], { stdin: true }, { input })).stdout.trim()).toBe("2");
});

test("a command that runs in a terminal knows its size", async () => {
  await project.up({ web: sleeper() });
  const terminal = { size: () => ({ columns: 101, rows: 33 }), onResize: () => () => {} };
  const { stdout } = await run(["sh", "-c", "sleep 1; stty size"], { tty: true, stdin: true }, { terminal });
  expect(stdout.trim()).toBe("33 101");
});

test("an interrupted command is stopped and removed", async () => {
  await project.up({ web: sleeper() });
  const controller = new AbortController();
  const running = run(
    ["sh", "-c", "trap 'exit 0' TERM; echo ready; while :; do sleep 0.1; done"],
    {},
    {
      signal: controller.signal,
      onOutput: () => controller.abort(new Error("enough")),
    },
  );
  await expect(running).rejects.toThrow("enough");
  expect(await project.containers()).toHaveLength(1);
});

test("a command that is not there is an error of the engine's own words", async () => {
  await project.up({ web: sleeper() });
  await expect(run(["/no/such/program"])).rejects.toMatchObject({ code: "failed" });
  expect(await project.containers()).toHaveLength(1);
});
