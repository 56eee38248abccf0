import type { Engine } from "../../engine/engine.ts";
import { createStateStore } from "./create-state-store.ts";
import { findStateContainer } from "./state-container.ts";
import type { StateStore } from "./state-store.ts";
import { createStateVolume, hasStateVolume } from "./state-volume.ts";

export interface OpenStateOptions {
  signal?: AbortSignal | undefined;
  /** Milliseconds until a container that does not answer is passed over for another. @default 15000 */
  patience?: number | undefined;
}

const PATIENCE = 15_000;

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
  { signal, patience = PATIENCE }: OpenStateOptions = {},
): Promise<StateStore> {
  const place = { engine, project, signal };
  if (!(await hasStateVolume(place))) await createStateVolume(place);
  return createStateStore(await findStateContainer(place, { patience }));
}

/** As `openState`, for those who only look: undefined where the stack has no state, and nothing is made. */
export async function findState(
  engine: Engine,
  project: string,
  { signal, patience = PATIENCE }: OpenStateOptions = {},
): Promise<StateStore | undefined> {
  const place = { engine, project, signal };
  if (!(await hasStateVolume(place))) return undefined;
  return createStateStore(await findStateContainer(place, { patience }));
}
