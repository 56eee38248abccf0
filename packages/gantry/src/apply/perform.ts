import { isGone } from "../engine/is-gone.ts";
import { UserError } from "../model/error.ts";
import type { Operation, RemoveContainer, StopContainer, VolumeOperation } from "../plan/operation.ts";
import type { ApplyContext } from "./apply-context.ts";
import { combineFailures } from "./combine-failures.ts";
import { removeContainer, stopContainer } from "./container/remove-container.ts";
import { type ContainerRun, createContainerRun } from "./perform-container.ts";
import { performImage } from "./perform-image.ts";
import { performNetwork } from "./perform-network.ts";
import { isStarting, type Milestone } from "./schedule/milestones.ts";

export interface Performer {
  perform(operation: Operation, milestone: Milestone): Promise<void>;
  /** After a failure, the operation's own or that of one which it needs: puts back what a replacement has moved. Returns the failure, with what that did to it. */
  takeBack(operation: Operation, failure: unknown): Promise<unknown>;
}

/** Does single operations of a plan, each as its type asks. */
export function createPerformer(operations: readonly Operation[], context: ApplyContext): Performer {
  const { engine, signal } = context;
  const mustHaveCheck = new Set(
    operations.flatMap((operation) =>
      isStarting(operation)
        ? operation.gates.flatMap((gate) => (gate.condition === "service_healthy" ? [gate.operation] : []))
        : [],
    ),
  );
  const runs = new Map<string, ContainerRun>();
  for (const operation of operations) {
    if (!isStarting(operation)) continue;
    runs.set(operation.id, createContainerRun(operation, context, { mustHaveCheck: mustHaveCheck.has(operation.id) }));
  }
  return {
    perform: async (operation, milestone) => {
      switch (operation.type) {
        case "create-network":
        case "replace-network":
        case "remove-network":
          return await performNetwork(operation, engine, signal);
        case "create-volume":
        case "remove-volume":
          return await performVolume(operation, context);
        case "pull-image":
        case "build-image":
        case "remove-image":
          return await context.limitImages(() => performImage(operation, operations, context));
        case "stop-container":
          return await context.limitContainers(() => stop(operation, context));
        case "remove-container":
          return await context.limitContainers(() =>
            milestone === "stopped" ? stop(operation, context) : remove(operation, context),
          );
        default:
          return await runs.get(operation.id)?.reach(milestone);
      }
    },
    takeBack: async (operation, failure) => {
      if (operation.type !== "replace-container") return failure;
      try {
        await runs.get(operation.id)?.undo();
        return failure instanceof UserError ? sayRestored(failure, operation.old.running) : failure;
      } catch (error) {
        return combineFailures([failure, error].filter((each) => each !== undefined));
      }
    },
  };
}

async function performVolume(operation: VolumeOperation, { engine, signal }: ApplyContext): Promise<void> {
  if (operation.type === "create-volume") {
    await engine.volumes.create(operation.body, { signal });
    return;
  }
  await engine.volumes.remove(operation.name, { signal }).catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

async function stop(
  operation: StopContainer | RemoveContainer,
  { engine, signal, setPhase }: ApplyContext,
): Promise<void> {
  const { containerId, graceSeconds } = operation;
  setPhase(operation, "stopping");
  await stopContainer(engine, containerId, { signal, graceSeconds });
  if (operation.type === "stop-container") setPhase(operation, "stopped");
}

async function remove(operation: RemoveContainer, { engine, signal, setPhase }: ApplyContext): Promise<void> {
  setPhase(operation, "removing");
  await removeContainer(engine, operation.containerId, { signal, volumes: operation.volumes });
  setPhase(operation, "removed");
}

function sayRestored(failure: UserError, ran: boolean): UserError {
  const { message, code, exitCode, fix, detail, issues } = failure;
  const restored = ran ? "The previous container runs as before." : "The previous container is back as it was.";
  return new UserError(`${message} ${restored}`, {
    code,
    exitCode,
    issues,
    cause: failure,
    ...(fix === undefined ? {} : { fix }),
    ...(detail === undefined ? {} : { detail }),
  });
}
