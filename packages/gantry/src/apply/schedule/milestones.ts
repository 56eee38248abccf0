import type { Gate, Operation, StartingOperation } from "../../plan/operation.ts";
import type { Need, Task } from "./schedule.ts";

/**
 * A part of an operation that others can wait for on its own. `created`, `started`, `ready` and `completed` are those of a container's start,
 * `retired` is the removal of a predecessor, `stopped` the first half of a removal, `done` is the whole of every other operation.
 */
export type Milestone = "created" | "started" | "ready" | "completed" | "retired" | "stopped" | "done";

export interface MilestoneTask extends Task {
  operation: Operation;
  milestone: Milestone;
  /** The last of its operation. */
  last: boolean;
}

const taskId = (operation: string, milestone: Milestone) => `${operation}#${milestone}`;

const conditionMilestone = {
  service_started: "started",
  service_healthy: "ready",
  service_completed_successfully: "completed",
} as const satisfies Record<Gate["condition"], Milestone>;

/** Takes a plan's operations apart into what can be done and waited for on its own. `wait: false` keeps only the waits that a gate asks for. */
export function toMilestones(operations: readonly Operation[], { wait = true } = {}): MilestoneTask[] {
  const asked = new Set(
    operations.flatMap((operation) =>
      isStarting(operation)
        ? operation.gates.map((gate) => taskId(gate.operation, conditionMilestone[gate.condition]))
        : [],
    ),
  );
  const milestones = new Map(operations.map((operation) => [operation.id, milestonesOf(operation, asked, wait)]));
  const lastOf = (id: string) => taskId(id, milestones.get(id)?.at(-1) ?? "done");
  // A dependency may stop as soon as its dependents have: it need not wait until they are gone.
  const removals = new Set(operations.filter(({ type }) => type === "remove-container").map(({ id }) => id));
  const endOf = (operation: Operation, id: string) =>
    removals.has(operation.id) && removals.has(id) ? taskId(id, milestones.get(id)?.[0] ?? "done") : lastOf(id);
  const required = (task: string): Need => ({ task, required: true });
  // An image that cannot be had is found out before anything else is touched.
  const images = operations.filter(isFetchingImage).map(({ id }) => required(lastOf(id)));
  return operations.flatMap((operation) => {
    const own = milestones.get(operation.id) ?? [];
    return own.map((milestone, index): MilestoneTask => {
      const earlier = earlierMilestones(own, milestone).map((each) => taskId(operation.id, each));
      const needs = (index === 0 ? operation.after.map((id) => endOf(operation, id)) : earlier).map(required);
      if (index === 0 && !isFetchingImage(operation)) needs.push(...images);
      if (isStarting(operation)) needs.push(...gateNeeds(operation, milestone));
      return { id: taskId(operation.id, milestone), needs, operation, milestone, last: index === own.length - 1 };
    });
  });
}

export function isStarting(operation: Operation): operation is StartingOperation {
  return "gates" in operation;
}

export function isFetchingImage(operation: Operation): boolean {
  return operation.type === "pull-image" || operation.type === "build-image";
}

function gateNeeds(operation: StartingOperation, milestone: Milestone): Need[] {
  return operation.gates
    .filter(({ before }) => (before === "create" ? "created" : "started") === milestone)
    .map((gate) => ({ task: taskId(gate.operation, conditionMilestone[gate.condition]), required: gate.required }));
}

function milestonesOf(operation: Operation, asked: ReadonlySet<string>, wait: boolean): Milestone[] {
  if (operation.type === "remove-container" && operation.running) return ["stopped", "done"];
  if (!isStarting(operation)) return ["done"];
  const wanted = (milestone: Milestone) => asked.has(taskId(operation.id, milestone));
  const replaces = operation.type === "replace-container";
  const found: Milestone[] = ["created", "started"];
  // The old one goes only once the new one is proven, whether or not somebody waits.
  if ((operation.until === "ready" && (wait || replaces)) || wanted("ready")) found.push("ready");
  if ((operation.until === "completed" && (wait || replaces)) || wanted("completed")) found.push("completed");
  if (replaces) found.push("retired");
  return found;
}

/** Being ready and being completed are two ends of one start: neither waits for the other. */
function earlierMilestones(own: readonly Milestone[], milestone: Milestone): Milestone[] {
  if (milestone === "retired") return own.filter((each) => each === "ready" || each === "completed");
  if (milestone === "completed") return ["started"];
  return own.slice(0, own.indexOf(milestone)).slice(-1);
}
