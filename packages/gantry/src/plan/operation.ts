import type { ContainerCreateBody, NetworkCreateBody, VolumeCreateBody } from "../engine/types.ts";

/** One step towards the stack that is wanted, with the reason in the user's words. Plain data: prints, compares, serialises. */
export type Operation =
  | { type: "create-network"; network: string; name: string; body: NetworkCreateBody; reason: string }
  | {
      type: "replace-network";
      network: string;
      name: string;
      body: NetworkCreateBody;
      reason: string /** Containers to disconnect first. */;
      members: string[];
    }
  | { type: "create-volume"; volume: string; name: string; body: VolumeCreateBody; reason: string }
  | { type: "pull-image"; image: string; services: string[]; platform?: string; reason: string }
  | { type: "build-image"; image: string; service: string; reason: string }
  | { type: "create-container"; service: string; number: number; name: string; spec: ContainerSpec; reason: string }
  | {
      type: "replace-container";
      service: string;
      number: number;
      name: string;
      oldId: string;
      spec: ContainerSpec;
      reason: string;
    }
  | { type: "start-container"; service: string; number: number; name: string; id: string; reason: string }
  | { type: "restart-container"; service: string; number: number; name: string; id: string; reason: string }
  | {
      type: "stop-container";
      service: string;
      number: number;
      name: string;
      id: string;
      graceSeconds?: number;
      reason: string;
    }
  | {
      type: "remove-container";
      service: string;
      number: number;
      name: string;
      id: string /** Its anonymous volumes too. */;
      volumes: boolean;
      reason: string;
    }
  | { type: "remove-network"; network: string; name: string; id: string; reason: string }
  | { type: "remove-volume"; volume: string; name: string; reason: string }
  /** A running container that is right, but that others wait for: only its condition is awaited. */
  | { type: "await-container"; service: string; number: number; name: string; id: string; reason: string };

export type OperationType = Operation["type"];

/** A file that goes into the container before it starts, so that it works on a remote engine too. */
export interface UploadedFile {
  target: string;
  /** Not part of the plan's printed form. */
  content: Uint8Array;
  uid: number;
  gid: number;
  mode: number;
}

/** Everything that is needed to make one container. */
export interface ContainerSpec {
  body: ContainerCreateBody;
  platform?: string;
  /** Networks beyond the first, joined before the start (engines below API 1.44 take only one at creation). */
  extraNetworks: { name: string; endpoint: Record<string, unknown> }[];
  files: UploadedFile[];
  /** Anonymous volumes of the predecessor to keep: container path → volume name. */
  keepVolumes: Record<string, string>;
}
