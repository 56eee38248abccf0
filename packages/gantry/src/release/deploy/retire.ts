import { removeContainer, stopContainer } from "../../apply/container/remove-container.ts";
import type { Engine } from "../../engine/engine.ts";
import { isGone } from "../../engine/is-gone.ts";
import { isStatus } from "../../engine/is-status.ts";
import type { ContainerInspect } from "../../engine/types.ts";
import { label } from "../../plan/labels.ts";

/**
 * Stops containers with their own grace period, all at once, and removes them with their anonymous volumes and those of their configs and
 * secrets.
 */
export async function retire(
  engine: Engine,
  containers: readonly ContainerInspect[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    containers.map(async ({ Id }) => {
      await stopContainer(engine, Id, { signal });
      await removeContainer(engine, Id, { signal, volumes: true });
    }),
  );
  const mounted = new Set(containers.flatMap(({ Mounts }) => Mounts.map(({ Name }) => Name)));
  const files = await engine.volumes.list({ labels: [label.files] }, { signal });
  for (const { Name } of files) if (mounted.has(Name)) await engine.volumes.remove(Name, { signal }).catch(passOver);
}

/** It is gone already, or another container has begun to use it. */
function passOver(error: unknown): void {
  if (!isStatus(error, 404, 409)) throw error;
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
