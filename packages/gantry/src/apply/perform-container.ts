import type { Engine } from "../engine/engine.ts";
import { formatDuration, fromMilliseconds } from "../model/duration.ts";
import { UserError } from "../model/error.ts";
import type { StartingOperation } from "../plan/operation.ts";
import { type ApplyContext, describeGates } from "./apply-context.ts";
import type { AwaitedContainer } from "./container/container-failure.ts";
import { createContainer } from "./container/create-container.ts";
import { followOutput } from "./container/follow-output.ts";
import { formatLines, readLastLines } from "./container/last-lines.ts";
import { createReplacement } from "./container/replacement.ts";
import { awaitCompleted } from "./health/await-completed.ts";
import { awaitHealthy } from "./health/await-healthy.ts";
import type { Milestone } from "./schedule/milestones.ts";

/** One container's operation, milestone by milestone. */
export interface ContainerRun {
  reach(milestone: Milestone): Promise<void>;
  /** Something that it waits for failed, or it did itself: takes back what was begun of a replacement. */
  undo(): Promise<void>;
}

/** @param mustHaveCheck A dependent waits until it is healthy. */
export function createContainerRun(
  operation: StartingOperation,
  context: ApplyContext,
  { mustHaveCheck }: { mustHaveCheck: boolean },
): ContainerRun {
  const { engine, signal, limitContainers, setPhase } = context;
  const { service, name } = operation;
  const replacement =
    operation.type === "replace-container" ? createReplacement(operation, { engine, signal }) : undefined;
  let id = "containerId" in operation ? operation.containerId : "";
  let endedBefore: number | undefined;

  const create = async () => {
    // Opened before anything is started, so that not even the shortest life is missed.
    if (operation.until === "ready") context.watch();
    const make =
      operation.type === "create-container"
        ? () => createContainer(engine, name, operation.spec, signal)
        : replacement?.create;
    if (make) {
      setPhase(operation, "creating");
      const created = await limitContainers(make);
      id = created.id;
      for (const warning of created.warnings) context.emit({ type: "warning", message: `${service}: ${warning}` });
    }
    if (operation.type !== "await-container") setPhase(operation, "waiting", describeGates(operation));
  };

  const start = async () => {
    if (!operation.timeLimit) context.deadline();
    if (operation.until === "completed" && "containerId" in operation) {
      endedBefore = await findLastEnd(engine, operation, signal);
    }
    if (operation.type === "await-container") return;
    setPhase(operation, "starting");
    await limitContainers(() => {
      if (replacement) return replacement.swap();
      if (operation.type !== "restart-container") return engine.containers.start(id, { signal });
      const { graceSeconds } = operation;
      return engine.containers.restart(id, { signal, ...(graceSeconds === undefined ? {} : { graceSeconds }) });
    });
    if (operation.until === "completed" || context.options.wait === false) setPhase(operation, "running");
  };

  const awaitReady = async (container: AwaitedContainer) => {
    let said = "";
    const phase = await awaitHealthy(container, {
      engine,
      watch: context.watch(),
      budget: context.budget,
      signal: AbortSignal.any([signal, context.deadline()]),
      fresh: operation.type !== "await-container",
      mustHaveCheck,
      onProbing: () => setPhase(operation, "probing"),
      onFailedCheck: ({ output }) => {
        const line = output.split("\n", 1)[0] ?? "";
        if (line !== said) setPhase(operation, "probing", line);
        said = line;
      },
    });
    setPhase(operation, phase);
  };

  /** Waits for its end, and meanwhile passes on what it prints. */
  const complete = async () => {
    const ended = new AbortController();
    const waiting = operation.timeLimit ? signal : AbortSignal.any([signal, context.deadline()]);
    const output = followOutput(engine, id, {
      signal: AbortSignal.any([waiting, ended.signal]),
      since: endedBefore,
      onLine: (text, stream) => context.emit({ type: "output", subject: service, stream, text: `${text}\n` }),
    });
    try {
      await awaitCompleted({ id, name, service }, { engine, signal: waiting, timeLimit: operation.timeLimit });
      await output;
    } finally {
      ended.abort();
    }
  };

  const reach = async (milestone: Milestone) => {
    switch (milestone) {
      case "created":
        return await create();
      case "started":
        return await start();
      case "ready":
        return await awaitReady({ id, name, service });
      case "completed":
        await complete();
        return setPhase(operation, "completed");
      case "retired":
        return await limitContainers(async () => replacement?.retire());
      case "done":
        return;
    }
  };

  return {
    reach: async (milestone) => {
      try {
        await reach(milestone);
      } catch (error) {
        if (signal.aborted || error instanceof UserError || operation.timeLimit || !context.deadline().aborted)
          throw error;
        throw await outOfTime({ id, name, service }, context, error);
      }
    },
    undo: async () => {
      const failed = await replacement?.undo();
      if (failed) throw failed;
    },
  };
}

/** When a container's run before this one ended, in seconds: what is older in its log was printed then. */
async function findLastEnd(
  engine: Engine,
  { type, containerId }: Extract<StartingOperation, { containerId: string }>,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { State } = await engine.containers.inspect(containerId, { signal });
  if (type === "await-container" && !State.Running) return undefined;
  const milliseconds = Date.parse(State.FinishedAt);
  return milliseconds > 0 ? (milliseconds + 1) / 1000 : undefined;
}

async function outOfTime(container: AwaitedContainer, context: ApplyContext, cause: unknown): Promise<UserError> {
  const lines = await readLastLines(context.engine, container.id);
  const time = formatDuration(fromMilliseconds(context.options.waitTimeout ?? 0));
  return new UserError(`${container.service}: ${container.name} was not ready within ${time}.`, {
    code: "timeout",
    detail: formatLines(`Last lines of ${container.name}`, lines),
    fix: "Give it more time with --wait-timeout, or look at why it takes so long.",
    cause,
  });
}
