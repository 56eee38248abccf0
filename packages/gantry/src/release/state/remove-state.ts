import type { Engine } from "../../engine/engine.ts";
import { isStatus } from "../../engine/is-status.ts";
import { unlessGone } from "../../engine/unless-gone.ts";
import { acquireLock } from "../lock/acquire-lock.ts";
import type { AcquireLockOptions } from "../lock/lock.ts";
import { stateImage } from "./state-image.ts";
import { roleLabel, stackLabel, stateNames } from "./state-names.ts";
import { hasStateVolume } from "./state-volume.ts";

/**
 * Removes all that Gantry remembers of a stack on its engine: releases with their payloads, journal, audit log. Says whether there was
 * anything. Takes the lock for it, so that no deploy is under way.
 *
 * @throws UserError `locked` when one is, `name-conflict` when the volume of that name is somebody else's.
 */
export async function removeState(
  engine: Engine,
  project: string,
  options: Omit<AcquireLockOptions, "what"> = {},
): Promise<boolean> {
  const { signal } = options;
  const call = signal === undefined ? {} : { signal };
  const { volume } = stateNames(project);
  if (!(await hasStateVolume({ engine, project, signal }))) return false;
  {
    await using lock = await acquireLock(engine, project, { ...options, what: "remove the state" });
    await lock.confirm();
    const mine = { labels: [`${stackLabel}=${project}`, `${roleLabel}=state`] };
    for (const { Id } of await engine.containers.list(mine, call)) {
      await unlessGone(engine.containers.remove(Id, { force: true, ...call }));
    }
    await unlessGone(engine.volumes.remove(volume, call));
  }
  // The last stack of the engine takes the image with it; 409: another one needs it.
  await engine.images.remove(stateImage, call).catch((error: unknown) => {
    if (!isStatus(error, 404, 409)) throw error;
  });
  return true;
}
