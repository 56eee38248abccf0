import type { Engine } from "../../engine/engine.ts";
import type { ContainerSpec } from "../../plan/operation.ts";
import { uploadFiles } from "./upload-files.ts";

export interface CreatedContainer {
  id: string;
  warnings: string[];
}

/** Makes a container, joins its further networks and writes its files. When a part fails, no half-made container stays. */
export async function createContainer(
  engine: Engine,
  name: string,
  spec: ContainerSpec,
  signal: AbortSignal,
): Promise<CreatedContainer> {
  const created = await engine.containers.create(name, spec.body, {
    signal,
    ...(spec.platform === undefined ? {} : { platform: spec.platform }),
  });
  try {
    for (const { name: network, endpoint } of spec.extraNetworks) {
      await engine.networks.connect(network, created.id, { ...endpoint }, { signal });
    }
    await uploadFiles(engine, created.id, spec, signal);
    return created;
  } catch (error) {
    // A plan takes a container with the right hash for right: one without its files or networks must not be left.
    await engine.containers
      .remove(created.id, { force: true, volumes: true, signal: AbortSignal.timeout(30_000) })
      .catch(() => {});
    throw error;
  }
}
