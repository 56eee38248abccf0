import type { CallOptions, Engine } from "../../engine/engine.ts";
import type { ContainerInspect } from "../../engine/types.ts";
import { unlessGone } from "../../engine/unless-gone.ts";
import { label } from "../../plan/labels.ts";

/** Containers by name or id, as far as they are there. */
export async function inspectAll(
  engine: Engine,
  references: readonly string[],
  options: CallOptions,
): Promise<ContainerInspect[]> {
  const found = await Promise.all(
    references.map((reference) => unlessGone(engine.containers.inspect(reference, options))),
  );
  return found.filter((each) => each !== undefined);
}

/** All containers of a project. */
export async function inspectProject(
  engine: Engine,
  project: string,
  options: CallOptions,
): Promise<ContainerInspect[]> {
  const found = await engine.containers.list({ labels: [`${label.project}=${project}`] }, options);
  return inspectAll(
    engine,
    found.map(({ Id }) => Id),
    options,
  );
}

/** The addresses that a container has on its networks. */
export function addressesOf({ NetworkSettings }: ContainerInspect): string[] {
  return Object.values(NetworkSettings.Networks).flatMap(({ IPAddress, GlobalIPv6Address }) =>
    [IPAddress, GlobalIPv6Address].filter((address) => address !== undefined && address !== ""),
  ) as string[];
}

/** Which release made a container. */
export function releaseOf({ Config }: ContainerInspect): number | undefined {
  const release = Config.Labels?.[label.release];
  return release === undefined ? undefined : Number(release);
}
