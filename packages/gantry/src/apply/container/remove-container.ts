import type { Engine } from "../../engine/engine.ts";
import { isGone } from "../../engine/is-gone.ts";
import { isStatus } from "../../engine/is-status.ts";
import { unlessGone } from "../../engine/unless-gone.ts";

export interface StopOptions {
  signal: AbortSignal;
  graceSeconds?: number | undefined;
}

/** Stops a container; one that is gone or does not run is stopped already. */
export async function stopContainer(engine: Engine, id: string, { signal, graceSeconds }: StopOptions): Promise<void> {
  await unlessGone(engine.containers.stop(id, { signal, ...(graceSeconds === undefined ? {} : { graceSeconds }) }));
}

/** Removes a container that does not run; one that is gone, or being removed by somebody else, is removed already. */
export async function removeContainer(
  engine: Engine,
  id: string,
  { signal, volumes, force = false }: { signal: AbortSignal; volumes: boolean; force?: boolean },
): Promise<void> {
  for (let again = false; ; again = true) {
    try {
      return await engine.containers.remove(id, { signal, volumes, force });
    } catch (error) {
      if (isGone(error)) return;
      if (!isStatus(error, 409)) throw error;
      // 409: its removal is in progress, or it was started again behind our back.
      const found = await unlessGone(engine.containers.inspect(id, { signal }));
      if (!found) return;
      if (found.State.Status === "removing") return await awaitRemoval(engine, id, signal);
      // Looked at in the moment in which its removal ended, a container is dead: the next look finds none.
      if (again || !found.State.Dead) throw error;
    }
  }
}

async function awaitRemoval(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  await unlessGone(engine.containers.wait(id, { condition: "removed", signal }));
}
