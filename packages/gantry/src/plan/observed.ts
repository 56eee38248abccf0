import type { ContainerInspect, ImageInspect, NetworkInspect, VolumeInspect } from "../engine/types.ts";

/** What an engine has that matters to a project. Plain data, made by `observe`. */
export interface Observed {
  /** When it was looked at: Unix time in milliseconds. */
  time: number;
  engine: { apiVersion: string };
  /** Those with the project's label, one-off containers too, whatever their state. */
  containers: ContainerInspect[];
  /** Those with the project's label, and those that have a name that the stack wants. */
  networks: NetworkInspect[];
  /** Those with the project's label, and those that have a name that the stack wants. */
  volumes: VolumeInspect[];
  /** By the reference that the stack uses; missing ones are absent. Images of the project's containers also by their id. */
  images: Record<string, ImageInspect>;
  /** Containers of others by name, without the leading slash: names that cannot be had. */
  foreign: Record<string, { containerId: string; project?: string }>;
}
