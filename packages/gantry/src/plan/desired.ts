import type { NetworkCreateBody, VolumeCreateBody } from "../engine/types.ts";
import type { Build, Dependency } from "../model/service.ts";
import type { ContainerSpec } from "./operation.ts";

/** What the engine should have, as Docker's own bodies. Plain data, made by `describeStack`. */
export interface Desired {
  project: string;
  networks: Record<string, DesiredNetwork>;
  volumes: Record<string, DesiredVolume>;
  /** Dependencies before their dependents. */
  services: Record<string, DesiredService>;
  /** Services that are known but whose profile is not active: their containers are no orphans. */
  inactive: string[];
  /** Sentences for the user: keys that have no effect on a single engine. */
  warnings: string[];
}

export interface DesiredNetwork {
  /** Its key in the stack. */
  key: string;
  /** Its name on the engine. */
  name: string;
  external: boolean;
  body: NetworkCreateBody;
  /** Of its definition. */
  hash: string;
}

export interface DesiredVolume {
  key: string;
  name: string;
  external: boolean;
  body: VolumeCreateBody;
  hash: string;
}

export interface DesiredService {
  name: string;
  image: string;
  build?: Build;
  platform?: string;
  pullPolicy?: string;
  /** Holds data that lives longer than the container: never replaced without being named. */
  stateful: boolean;
  /** An image that is known to hold data, though the service names no volume: stateful when its container turns out to have one. */
  dataStore: boolean;
  /** What it waits for; only services of the stack. */
  dependencies: Record<string, Dependency>;
  /** Services whose namespaces or volumes it uses: when one of these is replaced, so is it. */
  shares: string[];
  /** A dependent waits for its completion. */
  completes: boolean;
  /** The longest time that its completion may take, in milliseconds, where the service says so. */
  timeout?: number;
  /** Networks (keys) that its containers join. */
  networks: string[];
  /** Volumes (keys) that its containers mount. */
  volumes: string[];
  /** One per replica, in the order of their numbers. */
  containers: DesiredContainer[];
}

export interface DesiredContainer {
  number: number;
  name: string;
  /** SHA-256 over its definition, contents of files included; in the label `gantry.hash`. */
  hash: string;
  spec: ContainerSpec;
}
