/** Something to do once, when all that it needs is done. */
export interface Task {
  id: string;
  needs: readonly Need[];
}

export interface Need {
  task: string;
  /** False: this goes on when the other fails. */
  required: boolean;
}

export type Outcome = "done" | "failed";

/** What follows from a task's end. */
export interface Consequences {
  /** May begin now. */
  ready: string[];
  /** Will never begin, and the task whose failure is the reason. */
  skipped: { task: string; because: string }[];
  /** Went on although this one, which they need but not urgently, failed. */
  without: { task: string; missing: string }[];
}

export interface Schedule {
  /** What may begin at the start. */
  begin(): string[];
  /** Takes the end of a task. */
  settle(task: string, outcome: Outcome): Consequences;
}

type State = "pending" | "begun" | "done" | "failed" | "skipped";

/**
 * Decides what may begin when, and what never will. Knows nothing of containers or time.
 * A need that names no task is met: what it asks for is there already.
 */
export function createSchedule(tasks: readonly Task[]): Schedule {
  const states = new Map<string, State>(tasks.map(({ id }) => [id, "pending"]));
  const dependents = new Map<string, Task[]>();
  for (const task of tasks) {
    for (const need of task.needs) {
      const known = dependents.get(need.task);
      if (!known) dependents.set(need.task, [task]);
      else if (!known.includes(task)) known.push(task);
    }
  }
  const isMet = ({ task, required }: Need) => {
    const state = states.get(task) ?? "done";
    return state === "done" || (!required && (state === "failed" || state === "skipped"));
  };
  const beginIfReady = (task: Task) => {
    if (states.get(task.id) !== "pending" || !task.needs.every(isMet)) return false;
    states.set(task.id, "begun");
    return true;
  };
  return {
    begin: () => tasks.filter(beginIfReady).map(({ id }) => id),
    settle: (id, outcome) => {
      const consequences: Consequences = { ready: [], skipped: [], without: [] };
      states.set(id, outcome);
      const ended = [id];
      for (let next = ended.shift(); next !== undefined; next = ended.shift()) {
        for (const task of dependents.get(next) ?? []) {
          if (states.get(task.id) !== "pending") continue;
          const failed = states.get(next) !== "done";
          const required = task.needs.some((need) => need.task === next && need.required);
          if (failed && required) {
            states.set(task.id, "skipped");
            consequences.skipped.push({ task: task.id, because: id });
            ended.push(task.id);
            continue;
          }
          if (failed) consequences.without.push({ task: task.id, missing: next });
          if (beginIfReady(task)) consequences.ready.push(task.id);
        }
      }
      return consequences;
    },
  };
}
