import type { ContainerCreateBody, EndpointConfig, NetworkCreateBody, VolumeCreateBody } from "../engine/types.ts";
import type { Build, DependencyCondition } from "../model/service.ts";

/**
 * One step towards the stack that is wanted, with the reason in the user's words. Plain data: prints, compares, serialises.
 * Operations of a plan stand in an order in which they could be done one by one; `after` and `gates` say what may be done side by side.
 */
export type Operation =
  | NetworkOperation
  | VolumeOperation
  | ImageOperation
  | CreateContainer
  | ReplaceContainer
  | StartContainer
  | RestartContainer
  | StopContainer
  | RemoveContainer
  | AwaitContainer;

interface Step {
  /** Unique in the plan and the same from plan to plan, such as `create-container/shop-web-1`. */
  id: string;
  /** Why, in the user's words. Names of variables, never their values. */
  reason: string;
  /** Ids of operations of this plan that must be done before this one begins. */
  after: string[];
}

export type NetworkOperation =
  | (Step & { type: "create-network"; network: string; name: string; body: NetworkCreateBody })
  /** Disconnects the members, removes the network and creates it anew. The members' own operations follow. */
  | (Step & {
      type: "replace-network";
      network: string;
      name: string;
      /** Of the network that is removed. */
      oldId: string;
      body: NetworkCreateBody;
      /** Ids of containers to disconnect first; some may be gone by then. */
      members: string[];
    })
  | (Step & { type: "remove-network"; network: string; name: string; networkId: string });

export type VolumeOperation =
  | (Step & { type: "create-volume"; volume: string; name: string; body: VolumeCreateBody })
  | (Step & { type: "remove-volume"; volume: string; name: string });

export type ImageOperation =
  | (Step & { type: "pull-image"; image: string; services: string[]; platform?: string })
  | (Step & { type: "build-image"; image: string; services: string[]; build: Build; platform?: string })
  | (Step & { type: "remove-image"; image: string; services: string[] });

/**
 * What a container's start (or creation) waits for. A gate opens when the operation it names has reached the condition:
 * `service_started` once its container runs, `service_healthy` once that is healthy (running, when it has no health check),
 * `service_completed_successfully` once it ended with 0.
 */
export interface Gate {
  /** Id of a container operation of this plan. */
  operation: string;
  /** The dependency, for messages. */
  service: string;
  condition: DependencyCondition;
  /** False: when the dependency fails, this goes on with a warning. */
  required: boolean;
  /** `create`: not even created before, because creation looks at the other container (a shared namespace, `volumes_from`). */
  before: "create" | "start";
}

interface ContainerStep extends Step {
  service: string;
  /** The replica, from 1. */
  number: number;
  /** The container's name, which it has when the operation is done. */
  name: string;
}

interface StartingStep extends ContainerStep {
  gates: Gate[];
  /**
   * When the operation is done. `ready`: healthy, or running when it has no health check. `completed`: ended with 0, because a
   * dependent asks for that; any other exit code is a failure.
   */
  until: "ready" | "completed";
  /** The longest time that its completion is waited for, in milliseconds; then the container is stopped and removed. Absent or 0: no limit. */
  timeLimit?: number;
}

/** Creates at once, starts when the gates are open. */
export interface CreateContainer extends StartingStep {
  type: "create-container";
  spec: ContainerSpec;
}

/**
 * Creates the successor under `successorName(name)` with the label `gantry.replaces` (in the spec already), stops the old one, renames it to
 * `predecessorName(name, old.id)`, renames the successor to `name`, starts it, waits, and then removes the old one with its anonymous volumes
 * (those that the successor mounts stay: they are in use). On failure the old one is put back as it was, and the successor removed.
 */
export interface ReplaceContainer extends StartingStep {
  type: "replace-container";
  /** The name may be a temporary one, when an earlier run was ended half-way: then it is stopped and renamed already. */
  old: { id: string; name: string; running: boolean };
  /** A running successor that an earlier run made: nothing is created, the steps go on from where it stands. */
  successor?: { id: string; name: string };
  spec: ContainerSpec;
}

export interface StartContainer extends StartingStep {
  type: "start-container";
  containerId: string;
}

export interface RestartContainer extends StartingStep {
  type: "restart-container";
  containerId: string;
  graceSeconds?: number;
}

/** A running container that is right, but not ready yet, or waited for: only its condition is awaited. */
export interface AwaitContainer extends StartingStep {
  type: "await-container";
  containerId: string;
}

export interface StopContainer extends ContainerStep {
  type: "stop-container";
  containerId: string;
  /** Absent: the container's own. */
  graceSeconds?: number;
}

/** Stops it first when it runs. */
export interface RemoveContainer extends ContainerStep {
  type: "remove-container";
  containerId: string;
  running: boolean;
  graceSeconds?: number;
  /** Its anonymous volumes too. */
  volumes: boolean;
}

/** The operations after which a container of the stack runs. */
export type StartingOperation = CreateContainer | ReplaceContainer | StartContainer | RestartContainer | AwaitContainer;

/** Everything that is needed to make one container. */
export interface ContainerSpec {
  /** Complete: labels, networks as far as the engine takes them at creation, anonymous volumes kept from the predecessor. */
  body: ContainerCreateBody;
  platform?: string;
  /** Networks beyond the first, to be joined in this order before the start (engines below API 1.44 take only one at creation). */
  extraNetworks: { name: string; endpoint: EndpointConfig }[];
  /** Written into the container after its creation and before its start. */
  files: UploadedFile[];
}

/** A file that goes into the container before it starts, so that it works on a remote engine too. Parent folders are made (root, 0755). */
export interface UploadedFile {
  /** Absolute path in the container. */
  target: string;
  /** Never part of a plan's printed form. */
  content: Uint8Array;
  uid: number;
  gid: number;
  mode: number;
}
