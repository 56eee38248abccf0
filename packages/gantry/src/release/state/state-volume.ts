import type { Engine } from "../../engine/engine.ts";
import { isStatus } from "../../engine/is-status.ts";
import { checkOwner } from "./state-container.ts";
import { stateLabels, stateNames } from "./state-names.ts";

interface Place {
  engine: Engine;
  project: string;
  signal?: AbortSignal | undefined;
}

/**
 * Whether the stack's volume is there.
 * @throws UserError `name-conflict` when one of that name is somebody else's.
 */
export async function hasStateVolume({ engine, project, signal }: Place): Promise<boolean> {
  const { volume } = stateNames(project);
  try {
    const { Labels } = await engine.volumes.inspect(volume, signal === undefined ? {} : { signal });
    checkOwner("volume", volume, { labels: Labels, project });
    return true;
  } catch (error) {
    if (isStatus(error, 404)) return false;
    throw error;
  }
}

export async function createStateVolume({ engine, project, signal }: Place): Promise<void> {
  const { volume } = stateNames(project);
  const body = { Name: volume, Labels: stateLabels(project, "state") };
  await engine.volumes.create(body, signal === undefined ? {} : { signal });
}
