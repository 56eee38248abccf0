import type { Engine } from "../../engine/engine.ts";
import { createStateStore } from "./create-state-store.ts";
import { createStateVolume, ensureStateContainer, hasStateVolume } from "./state-container.ts";
import type { StateStore } from "./state-store.ts";

export interface OpenStateOptions {
  signal?: AbortSignal | undefined;
}

/**
 * Opens the state of a stack on its engine, and makes it where there is none: a volume, and a container that is never started,
 * through which its files are read and written over the engine's API.
 *
 * @example
 *     const state = await openState(engine, "shop", { signal });
 *     await state.write("greeting", Buffer.from("hello"));
 *
 * @throws UserError `name-conflict` when the volume or the container of that name is somebody else's.
 */
export async function openState(
  engine: Engine,
  project: string,
  { signal }: OpenStateOptions = {},
): Promise<StateStore> {
  const place = { engine, project, signal };
  if (!(await hasStateVolume(place))) await createStateVolume(place);
  await ensureStateContainer(place);
  return createStateStore(place);
}

/** As `openState`, for those who only look: undefined where the stack has no state, and nothing is made. */
export async function findState(
  engine: Engine,
  project: string,
  { signal }: OpenStateOptions = {},
): Promise<StateStore | undefined> {
  const place = { engine, project, signal };
  if (!(await hasStateVolume(place))) return undefined;
  await ensureStateContainer(place);
  return createStateStore(place);
}
