import { withdrawFragment } from "../../proxy/front/withdraw-fragment.ts";
import { findFront } from "./find-front.ts";
import { type FrontLockOptions, underFrontLock } from "./under-front-lock.ts";

/** Takes a stack's routes out of the front of its host. Returns whether there were any. */
export async function withdrawFromFront(options: FrontLockOptions): Promise<boolean> {
  const { engine, project, signal } = options;
  const container = await findFront(engine, signal);
  if (!container) return false;
  return await withdrawFragment(project, {
    ...{ engine, signal, containerId: container.Id, running: container.State.Running },
    exclusively: underFrontLock(options),
  });
}
