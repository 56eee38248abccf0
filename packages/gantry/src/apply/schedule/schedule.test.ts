import fc from "fast-check";
import { expect, test } from "vitest";
import { createSchedule, type Task } from "./schedule.ts";

const task = (id: string, ...needs: string[]): Task => ({
  id,
  needs: needs.map((need) => ({ task: need.replace("?", ""), required: !need.endsWith("?") })),
});

test("tasks that need nothing begin at once", () => {
  expect(createSchedule([task("db"), task("cache"), task("web", "db", "cache")]).begin()).toEqual(["db", "cache"]);
});

test("a task begins when the last thing that it needs is done", () => {
  const schedule = createSchedule([task("db"), task("cache"), task("web", "db", "cache")]);
  schedule.begin();
  expect(schedule.settle("db", "done").ready).toEqual([]);
  expect(schedule.settle("cache", "done").ready).toEqual(["web"]);
});

test("a need that nobody provides is met already", () => {
  expect(createSchedule([task("web", "db")]).begin()).toEqual(["web"]);
});

test("what needs a failed task is skipped, all the way down, and everything else goes on", () => {
  const schedule = createSchedule([
    task("db"),
    task("cache"),
    task("web", "db"),
    task("proxy", "web"),
    task("ui", "cache"),
  ]);
  schedule.begin();
  expect(schedule.settle("db", "failed").skipped).toEqual([
    { task: "web", because: "db" },
    { task: "proxy", because: "db" },
  ]);
  expect(schedule.settle("cache", "done").ready).toEqual(["ui"]);
});

test("a failed task that is not required holds nobody up", () => {
  const schedule = createSchedule([task("mail"), task("web", "mail?")]);
  schedule.begin();
  expect(schedule.settle("mail", "failed")).toEqual({
    ready: ["web"],
    skipped: [],
    without: [{ task: "web", missing: "mail" }],
  });
});

test("a skipped task that is not required holds nobody up either", () => {
  const schedule = createSchedule([task("db"), task("mail", "db"), task("web", "mail?")]);
  schedule.begin();
  expect(schedule.settle("db", "failed")).toMatchObject({ ready: ["web"], skipped: [{ task: "mail", because: "db" }] });
});

test("every task of any graph is begun or skipped exactly once, and never before what it needs", () => {
  const graph = fc.array(fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 4 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(graph, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (edges, succeeds) => {
      const tasks = edges.map((needs, index) => ({
        id: String(index),
        needs: index === 0 ? [] : needs.map(([to, required]) => ({ task: String(to % index), required })),
      }));
      const schedule = createSchedule(tasks);
      const ends = new Map<string, "done" | "failed" | "skipped">();
      const queue = schedule.begin();
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        for (const need of tasks[Number(id)]?.needs ?? []) {
          const end = ends.get(need.task);
          expect(need.required ? end === "done" : end !== undefined).toBe(true);
        }
        const outcome = succeeds[Number(id)] ? "done" : "failed";
        expect(ends.has(id)).toBe(false);
        ends.set(id, outcome);
        const { ready, skipped } = schedule.settle(id, outcome);
        for (const skip of skipped) {
          expect(ends.has(skip.task)).toBe(false);
          ends.set(skip.task, "skipped");
        }
        queue.push(...ready);
      }
      expect(ends.size).toBe(tasks.length);
    }),
  );
});
