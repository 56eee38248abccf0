import { type PlannedStep, summarizePlan, toPlannedStep } from "../plan/format-operation.ts";
import type { Operation } from "../plan/operation.ts";
import type { Plan } from "../plan/plan.ts";
import { type ApplyContext, createApplyContext } from "./apply-context.ts";
import type { ApplyOptions, ApplyResult } from "./apply-options.ts";
import { combineFailures } from "./combine-failures.ts";
import { explainFailure } from "./explain-failure.ts";
import { interruptionError } from "./interruption-report.ts";
import { createPerformer } from "./perform.ts";
import { preflight } from "./preflight/preflight.ts";
import { isStarting, toMilestones } from "./schedule/milestones.ts";
import { runTasks } from "./schedule/run-tasks.ts";

/**
 * Does what a plan says, as parallel as its `after` and `gates` allow: images first, then everything else. Serves every plan: up, down, stop, start, restart.
 * When something fails, what needs it is left alone and what does not goes on; the error at the end has all failures, the first one first.
 *
 * @throws UserError With the code of the first failure; `interrupted` when the signal was aborted, with the state that things are in.
 */
export async function applyPlan(plan: Plan, options: ApplyOptions): Promise<ApplyResult> {
  const began = performance.now();
  const ended = new AbortController();
  const context = createApplyContext(plan.project, options, ended.signal);
  try {
    announce(plan, context);
    const done = plan.operations.length === 0 ? [] : await carryOut(plan, context);
    const milliseconds = performance.now() - began;
    context.emit({ type: "done", milliseconds, summary: summarizePlan(plan) });
    const changed = plan.operations.some(({ type }) => type !== "await-container");
    return { project: plan.project, done, changed, milliseconds };
  } catch (error) {
    if (context.signal.aborted) {
      const completing = new Set(plan.operations.flatMap(nameOfCompleting));
      throw interruptionError(plan.project, context.phases, { completing, cause: error });
    }
    throw error;
  } finally {
    ended.abort();
  }
}

function announce(plan: Plan, { emit, setPhase }: ApplyContext): void {
  emit({
    type: "plan",
    project: plan.project,
    summary: summarizePlan(plan),
    operations: plan.operations.map(toPlannedStep),
  });
  for (const container of plan.unchanged) setPhase(container, "unchanged");
  for (const operation of plan.operations) if (isStarting(operation)) setPhase(operation, "waiting");
}

async function carryOut({ operations }: Plan, context: ApplyContext): Promise<PlannedStep[]> {
  const { engine, signal, emit } = context;
  signal.throwIfAborted();
  await preflight(engine, operations, signal);
  const done: PlannedStep[] = [];
  const begun = new Map<string, number>();
  // Failed or skipped: the milestones that such an operation still had are nothing to speak of.
  const over = new Set<Operation>();
  const performer = createPerformer(operations, context);
  const elapsed = ({ id }: Operation) => performance.now() - (begun.get(id) ?? performance.now());

  const failures = await runTasks(toMilestones(operations, { wait: context.options.wait ?? true }), {
    signal,
    perform: async ({ operation, milestone, last }) => {
      const step = toPlannedStep(operation);
      if (!begun.has(operation.id)) {
        begun.set(operation.id, performance.now());
        emit({ type: "operation-start", step });
      }
      try {
        await performer.perform(operation, milestone);
      } catch (error) {
        if (signal.aborted) throw error;
        over.add(operation);
        const explained = await explainFailure(error, { engine, operation, step: milestone });
        const message = explained instanceof Error ? explained.message : String(explained);
        emit({ type: "operation-failed", step, milliseconds: elapsed(operation), message });
        if (isStarting(operation)) context.setPhase(operation, "failed", message);
        // By then the successor is proven, and only the removal of the old one failed.
        throw milestone === "retired" ? explained : await performer.takeBack(operation, explained);
      }
      if (!last) return;
      done.push(step);
      emit({ type: "operation-done", step, milliseconds: elapsed(operation) });
    },
    skip: async ({ operation }, because) => {
      if (over.has(operation)) return;
      over.add(operation);
      const reason = `not started, because ${subjectOf(because.operation)} failed`;
      emit({ type: "operation-skipped", step: toPlannedStep(operation), because: reason });
      if (isStarting(operation)) context.setPhase(operation, "failed", reason);
      const failed = await performer.takeBack(operation, undefined);
      if (failed !== undefined) throw failed;
    },
    goOn: ({ operation }, missing) => {
      const message = `${subjectOf(operation)} goes on without ${subjectOf(missing.operation)}, which failed and is not required.`;
      emit({ type: "warning", message });
    },
  });
  signal.throwIfAborted();
  if (failures.length > 0) throw combineFailures(failures);
  return done;
}

function nameOfCompleting(operation: Operation): string[] {
  return "until" in operation && operation.until === "completed" ? [operation.name] : [];
}

function subjectOf(operation: Operation): string {
  if ("service" in operation) return operation.service;
  return "name" in operation ? operation.name : operation.image;
}
