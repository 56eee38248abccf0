import type { Engine } from "../../engine/engine.ts";
import { isStatus } from "../../engine/is-status.ts";
import type { Mount } from "../../engine/types.ts";
import { loadStateImage, stateImage } from "./state-image.ts";

const ATTEMPTS = 3;

export interface IdleContainer {
  labels: Record<string, string>;
  mounts?: Mount[];
}

/**
 * Creates a container that is never started, for what the engine keeps with it: its name, its labels, its files. Returns its id, or undefined
 * when the name is taken: of many who try at once, one gets it.
 */
export async function createIdleContainer(
  engine: Engine,
  name: string,
  { labels, mounts = [] }: IdleContainer,
  options: { signal?: AbortSignal } = {},
): Promise<string | undefined> {
  const body = {
    Image: stateImage,
    // The engine wants one. There is no such program, should anybody try to start it.
    Cmd: ["never-started"],
    Labels: labels,
    HostConfig: { NetworkMode: "none", Mounts: mounts },
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await engine.containers.create(name, body, options)).id;
    } catch (error) {
      if (isStatus(error, 409)) return undefined;
      // No such image: never loaded, or removed by `docker image prune -a`, perhaps at this very moment.
      if (!isStatus(error, 404) || attempt === ATTEMPTS) throw error;
      await loadStateImage(engine, options);
    }
  }
}
