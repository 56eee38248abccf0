import { isGone, removeContainer, stopContainer } from "../../apply/container/remove-container.ts";
import type { Engine } from "../../engine/engine.ts";

/** Stops containers with their own grace period, all at once, and removes them with their anonymous volumes. */
export async function retire(engine: Engine, containers: readonly string[], signal: AbortSignal): Promise<void> {
  await Promise.all(
    containers.map(async (id) => {
      await stopContainer(engine, id, { signal });
      await removeContainer(engine, id, { signal, volumes: true });
    }),
  );
}

/** Starts containers that an interrupted deploy has stopped; one that runs or is gone is left as it is. */
export async function ensureRunning(engine: Engine, containers: readonly string[], signal: AbortSignal): Promise<void> {
  await Promise.all(
    containers.map((id) =>
      engine.containers.start(id, { signal }).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      }),
    ),
  );
}
