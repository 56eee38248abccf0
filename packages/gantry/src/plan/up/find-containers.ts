import type { ContainerInspect } from "../../engine/types.ts";
import { label } from "../labels.ts";
import type { Observed } from "../observed.ts";

export interface ServiceContainer {
  service: string;
  number: number;
  name: string;
  container: ContainerInspect;
}

/** The project's containers with their services, without those of `gantry run`. */
export function serviceContainers(observed: Pick<Observed, "containers">): ServiceContainer[] {
  return allContainers(observed).filter(({ container }) => !isOneOff(container));
}

/** One-off containers too. */
export function allContainers({ containers }: Pick<Observed, "containers">): ServiceContainer[] {
  return containers
    .map((container) => ({
      service: container.Config.Labels?.[label.service] ?? "",
      number: Number(container.Config.Labels?.[label.number] ?? 1) || 1,
      name: nameOfContainer(container),
      container,
    }))
    .sort((a, b) => (a.service < b.service ? -1 : a.service > b.service ? 1 : a.number - b.number));
}

export function isOneOff({ Config }: ContainerInspect): boolean {
  return Config.Labels?.[label.oneOff] === "True";
}

export function nameOfContainer({ Name }: ContainerInspect): string {
  return Name.replace(/^\//, "");
}

/** A container that was created and never started has the zero time of Go. */
export function wasStarted({ State }: ContainerInspect): boolean {
  return State.StartedAt !== "" && !State.StartedAt.startsWith("0001-");
}

/** Running and healthy, or running when nothing checks it. */
export function isReady({ State }: ContainerInspect): boolean {
  if (!State.Running || State.Restarting) return false;
  const health = State.Health?.Status ?? "none";
  return health === "none" || health === "healthy";
}
