import { createSchedule, type Task } from "./schedule.ts";

export interface TaskRunner<T extends Task> {
  /** Aborted: nothing new is begun, and what is under way is expected to end by itself. */
  signal: AbortSignal;
  perform(task: T): Promise<void>;
  /** A task will never begin, because of another's failure. Called once for each. */
  skip(task: T, because: T): Promise<void>;
  /** A task begins although something failed that it would have liked to have. */
  goOn(task: T, missing: T): void;
}

/** Runs tasks as parallel as their needs allow. Returns the failures, in the order in which they came. */
export async function runTasks<T extends Task>(tasks: readonly T[], runner: TaskRunner<T>): Promise<unknown[]> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const schedule = createSchedule(tasks);
  const failures: unknown[] = [];
  const under = new Set<Promise<void>>();

  const find = (id: string): T => {
    const task = byId.get(id);
    if (!task) throw new Error(`There is no task ${id}.`);
    return task;
  };
  const track = (work: Promise<void>) => {
    under.add(work);
    const forget = () => void under.delete(work);
    work.then(forget, forget);
  };
  const fail = (error: unknown) => {
    if (!runner.signal.aborted) failures.push(error);
  };
  const begin = (ids: readonly string[]) => {
    if (runner.signal.aborted) return;
    for (const id of ids) {
      track(
        runner.perform(find(id)).then(
          () => follow(id, "done"),
          (error) => {
            fail(error);
            follow(id, "failed");
          },
        ),
      );
    }
  };
  const follow = (id: string, outcome: "done" | "failed") => {
    const { ready, skipped, without } = schedule.settle(id, outcome);
    for (const { task, missing } of without) runner.goOn(find(task), find(missing));
    if (!runner.signal.aborted) {
      for (const { task, because } of skipped) track(runner.skip(find(task), find(because)).catch(fail));
    }
    begin(ready);
  };

  begin(schedule.begin());
  while (under.size > 0) await Promise.race(under);
  return failures;
}
