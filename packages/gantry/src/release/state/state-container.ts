import type { Engine } from "../../engine/engine.ts";
import type { Mount } from "../../engine/types.ts";
import { UserError } from "../../model/error.ts";
import { createIdleContainer } from "./create-idle-container.ts";
import { isStatus } from "./is-status.ts";
import { packFiles } from "./pack-files.ts";
import { pauseWhileTaken } from "./pause-while-taken.ts";
import { stackLabel, stateLabels, stateNames } from "./state-names.ts";

/** Where the volume is in the container. */
export const stateRoot = "/state";

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

/**
 * Makes the container that the volume is reached through, unless it is there: `docker container prune` may have removed it.
 * Says whether it had to.
 */
export async function ensureStateContainer({ engine, project, signal }: Place): Promise<boolean> {
  const { container } = stateNames(project);
  const call = signal === undefined ? {} : { signal };
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { Config } = await engine.containers.inspect(container, call);
      checkOwner("container", container, { labels: Config.Labels, project });
      return attempt > 0;
    } catch (error) {
      if (!isStatus(error, 404)) throw error;
    }
    if (await createStateContainer({ engine, project, signal })) return true;
    // Somebody else is making it.
    await pauseWhileTaken(container, { attempt, signal });
  }
}

async function createStateContainer({ engine, project, signal }: Place): Promise<boolean> {
  const { container, volume } = stateNames(project);
  const call = signal === undefined ? {} : { signal };
  const labels = stateLabels(project, "state");
  const mount: Mount = {
    Type: "volume",
    Source: volume,
    Target: stateRoot,
    VolumeOptions: { NoCopy: true, Labels: labels },
  };
  const id = await createIdleContainer(engine, container, { labels, mounts: [mount] }, call);
  if (id === undefined) return false;
  // The folder holds secrets: nobody but root looks into it.
  await engine.containers.putArchive(id, "/", await packFiles([[`${stateRoot.slice(1)}/`]]), call);
  return true;
}

function checkOwner(
  kind: "volume" | "container",
  name: string,
  { labels, project }: { labels: Readonly<Record<string, string>> | null | undefined; project: string },
): void {
  if (labels?.[stackLabel] === project) return;
  throw new UserError(`The ${kind} ${name} is not Gantry's: it lacks the label ${stackLabel}=${project}.`, {
    code: "name-conflict",
    fix: `Gantry keeps a stack's releases under that name. Rename or remove the ${kind}, or give the stack another name.`,
  });
}
