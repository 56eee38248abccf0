import type { Engine } from "../../engine/engine.ts";
import { EngineError } from "../../engine/errors.ts";

export interface StopOptions {
  signal: AbortSignal;
  graceSeconds?: number | undefined;
}

/** Stops a container; one that is gone or does not run is stopped already. */
export async function stopContainer(engine: Engine, id: string, { signal, graceSeconds }: StopOptions): Promise<void> {
  try {
    await engine.containers.stop(id, { signal, ...(graceSeconds === undefined ? {} : { graceSeconds }) });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Removes a container that does not run; one that is gone, or being removed by somebody else, is removed already. */
export async function removeContainer(
  engine: Engine,
  id: string,
  { signal, volumes, force = false }: { signal: AbortSignal; volumes: boolean; force?: boolean },
): Promise<void> {
  try {
    await engine.containers.remove(id, { signal, volumes, force });
  } catch (error) {
    if (isGone(error)) return;
    if (!(error instanceof EngineError && error.status === 409)) throw error;
    // 409: its removal is in progress, or it was started again behind our back.
    const state = await engine.containers.inspect(id, { signal }).catch((cause: unknown) => {
      if (!isGone(cause)) throw cause;
    });
    if (!state) return;
    if (state.State.Status !== "removing") throw error;
    await engine.containers.wait(id, { condition: "removed", signal }).catch((cause: unknown) => {
      if (!isGone(cause)) throw cause;
    });
  }
}

export function isGone(error: unknown): boolean {
  return error instanceof EngineError && error.status === 404;
}
