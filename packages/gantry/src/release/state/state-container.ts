import type { Engine } from "../../engine/engine.ts";
import { isStatus } from "../../engine/is-status.ts";
import type { Mount } from "../../engine/types.ts";
import { UserError } from "../../model/error.ts";
import { answerWithin } from "./answer-within.ts";
import { createIdleContainer } from "./create-idle-container.ts";
import { packFiles } from "./pack-files.ts";
import { pauseWhileTaken } from "./pause-while-taken.ts";
import { stackLabel, stateLabels, stateNames } from "./state-names.ts";

/** Where the volume is in the container. */
export const stateRoot = "/state";

/** The container that a stack's state volume is reached through. */
export interface StateContainer {
  engine: Engine;
  project: string;
  name: string;
  signal?: AbortSignal | undefined;
}

/** How many containers may have a hanging upload before there is no way to the volume any more. */
const SPARES = 4;

/**
 * Finds a container through which the volume can be reached, and makes one where there is none. One that does not answer, because an
 * upload hangs in it, is passed over: the volume is the same through another.
 */
export async function findStateContainer(
  place: Omit<StateContainer, "name">,
  { patience }: { patience: number },
): Promise<StateContainer> {
  const { container } = stateNames(place.project);
  for (let spare = 1; ; spare += 1) {
    const found = { ...place, name: spare === 1 ? container : `${container}-${spare}` };
    try {
      await ensureStateContainer(found, { patience });
      return found;
    } catch (error) {
      const hangs = error instanceof UserError && error.code === "timeout";
      if (!hangs || spare > SPARES) throw error;
    }
  }
}

/** Makes the container unless it is there: `docker container prune` may have removed it. Says whether it had to. */
export async function ensureStateContainer(
  { engine, project, name, signal }: StateContainer,
  { patience }: { patience: number } = { patience: 60_000 },
): Promise<boolean> {
  const limit = { what: "show the container of the stack's state", milliseconds: patience, signal };
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { Config } = await answerWithin(limit, (call) => engine.containers.inspect(name, call));
      checkOwner("container", name, { labels: Config.Labels, project });
      return attempt > 0;
    } catch (error) {
      if (!isStatus(error, 404)) throw error;
    }
    if (await createStateContainer({ engine, project, name, signal })) return true;
    // Somebody else is making it.
    await pauseWhileTaken(name, { attempt, signal });
  }
}

async function createStateContainer({ engine, project, name, signal }: StateContainer): Promise<boolean> {
  const call = signal === undefined ? {} : { signal };
  const labels = stateLabels(project, "state");
  const mount: Mount = {
    Type: "volume",
    Source: stateNames(project).volume,
    Target: stateRoot,
    VolumeOptions: { NoCopy: true, Labels: labels },
  };
  const id = await createIdleContainer(engine, name, { labels, mounts: [mount] }, call);
  if (id === undefined) return false;
  // The folder holds secrets: nobody but root looks into it.
  await engine.containers.putArchive(id, "/", await packFiles([[`${stateRoot.slice(1)}/`]]), call);
  return true;
}

/** @throws UserError `name-conflict` unless it is this stack's. */
export function checkOwner(
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
