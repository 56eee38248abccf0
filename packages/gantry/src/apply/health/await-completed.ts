import type { Engine } from "../../engine/engine.ts";
import { formatDuration, fromMilliseconds } from "../../model/duration.ts";
import { UserError } from "../../model/error.ts";
import { type AwaitedContainer, containerExited } from "../container/container-failure.ts";
import { formatLines, readLastLines } from "../container/last-lines.ts";
import { removeContainer, stopContainer } from "../container/remove-container.ts";

export interface AwaitCompletedOptions {
  engine: Engine;
  signal: AbortSignal;
  /** The longest time to wait, in milliseconds; undefined or 0: no limit. */
  timeLimit?: number | undefined;
}

/** How long a container whose time is over may take to stop and go; its own grace period is shorter. Milliseconds. */
const patience = 180_000;
/** Timers know no longer time. Milliseconds. */
const longest = 2 ** 31 - 1;

/**
 * Waits until a container has ended with 0. One that has not when its time is over is stopped and removed.
 *
 * @throws UserError `container-exited` when it ended otherwise, `timeout`; both with its last lines.
 */
export async function awaitCompleted(container: AwaitedContainer, options: AwaitCompletedOptions): Promise<void> {
  const { engine, signal, timeLimit } = options;
  const limit = timeLimit ? AbortSignal.timeout(Math.min(timeLimit, longest)) : undefined;
  const waiting = limit ? AbortSignal.any([signal, limit]) : signal;
  let exitCode: number;
  try {
    ({ exitCode } = await engine.containers.wait(container.id, { condition: "not-running", signal: waiting }));
  } catch (error) {
    if (!limit?.aborted || signal.aborted) throw error;
    throw await endLate(container, { engine, time: timeLimit ?? 0, cause: error });
  }
  if (exitCode !== 0) throw await containerExited(engine, container, { exitCode });
}

/** It is not kept: told to stop, it may end with 0, and would be taken for completed by the next run. */
async function endLate(
  container: AwaitedContainer,
  { engine, time, cause }: { engine: Engine; time: number; cause: unknown },
): Promise<UserError> {
  const { id, name, service } = container;
  const signal = AbortSignal.timeout(patience);
  await stopContainer(engine, id, { signal });
  const lines = await readLastLines(engine, id);
  await removeContainer(engine, id, { signal, volumes: true });
  return new UserError(
    `${service}: ${name} had not ended after ${formatDuration(fromMilliseconds(time))}, and was stopped.`,
    {
      code: "timeout",
      detail: formatLines(`Last lines of ${name}`, lines),
      fix: "Look at why it takes so long, or give it more time: x-gantry.timeout of the service (migrate.timeout in gantry.config.ts), or --migrate-timeout of gantry deploy.",
      cause,
    },
  );
}
