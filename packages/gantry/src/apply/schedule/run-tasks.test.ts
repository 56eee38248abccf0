import { expect, test } from "vitest";
import { runTasks } from "./run-tasks.ts";
import type { Task } from "./schedule.ts";

const task = (id: string, ...needs: string[]): Task => ({
  id,
  needs: needs.map((need) => ({ task: need, required: true })),
});

function record({ fails = [] as string[], signal = new AbortController().signal } = {}) {
  const log: string[] = [];
  return {
    log,
    runner: {
      signal,
      perform: async ({ id }: Task) => {
        log.push(`begin ${id}`);
        await new Promise((resolve) => setImmediate(resolve));
        if (fails.includes(id)) throw new Error(`${id} failed`);
        log.push(`end ${id}`);
      },
      skip: async ({ id }: Task, because: Task) => void log.push(`skip ${id} because of ${because.id}`),
      goOn: () => {},
    },
  };
}

test("what can run side by side does, and the rest follows", async () => {
  const { log, runner } = record();
  expect(await runTasks([task("a"), task("b"), task("c", "a", "b")], runner)).toEqual([]);
  expect(log).toEqual(["begin a", "begin b", "end a", "end b", "begin c", "end c"]);
});

test("a failure ends only what needs it, and all failures come back in order", async () => {
  const { log, runner } = record({ fails: ["a", "d"] });
  const failures = await runTasks([task("a"), task("b", "a"), task("c"), task("d", "c")], runner);
  expect(failures.map(String)).toEqual(["Error: a failed", "Error: d failed"]);
  expect(log).toContain("skip b because of a");
  expect(log).toContain("end c");
});

test("an aborted run begins nothing new and reports no failures", async () => {
  const controller = new AbortController();
  const { log, runner } = record({ fails: ["b"], signal: controller.signal });
  const run = runTasks([task("a"), task("b"), task("c", "a")], runner);
  controller.abort();
  expect(await run).toEqual([]);
  expect(log).toEqual(["begin a", "begin b", "end a"]);
});

test("nothing to do ends at once", async () => {
  expect(await runTasks([], record().runner)).toEqual([]);
});
