import type { ContainerInspect } from "../../engine/types.ts";
import type { RemoveContainer } from "../operation.ts";
import { nameOfContainer, type ServiceContainer } from "./find-containers.ts";

export interface RemovalOptions {
  reason: string;
  /** Anonymous volumes too. */
  volumes: boolean;
  after?: string[] | undefined;
  graceSeconds?: number | undefined;
}

export function removeContainer(
  { service, number, container }: Pick<ServiceContainer, "service" | "number" | "container">,
  { reason, volumes, after = [], graceSeconds }: RemovalOptions,
): RemoveContainer {
  const name = nameOfContainer(container);
  return {
    type: "remove-container",
    id: removalId(container),
    after,
    service,
    number,
    name,
    containerId: container.Id,
    running: container.State.Running,
    ...(graceSeconds !== undefined && { graceSeconds }),
    volumes,
    reason,
  };
}

export function removalId(container: ContainerInspect): string {
  return `remove-container/${nameOfContainer(container)}`;
}
