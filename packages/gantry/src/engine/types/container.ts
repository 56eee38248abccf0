import type { HostConfig, PortBinding } from "./host-config.ts";
import type { EndpointConfig, EndpointState } from "./network.ts";
import type { Unset } from "./unset.ts";

/** Durations in nanoseconds; 0 or absent: inherit from the image. */
export type Healthcheck = Unset<{
  /** `[]`: inherit; `["NONE"]`: none; `["CMD", …]`; `["CMD-SHELL", command]`. */
  Test?: string[];
  Interval?: number;
  Timeout?: number;
  Retries?: number;
  StartPeriod?: number;
  /** API 1.44; older engines ignore it. */
  StartInterval?: number;
}>;

/** What a container runs, apart from where. Also the `Config` of an image. */
export type ContainerConfig = Unset<{
  Image?: string;
  Cmd?: string[] | null;
  Entrypoint?: string[] | null;
  /** `KEY=value`; a bare `KEY` removes one that the image sets. */
  Env?: string[] | null;
  Labels?: Record<string, string>;
  /** `{ "80/tcp": {} }`. */
  ExposedPorts?: Record<string, Record<string, never>>;
  Volumes?: Record<string, Record<string, never>> | null;
  Healthcheck?: Healthcheck;
  User?: string;
  WorkingDir?: string;
  Hostname?: string;
  Domainname?: string;
  /** Up to API 1.43; newer engines take it from the endpoint. */
  MacAddress?: string;
  StopSignal?: string;
  /** Seconds. */
  StopTimeout?: number;
  Shell?: string[];
  Tty?: boolean;
  OpenStdin?: boolean;
  StdinOnce?: boolean;
  AttachStdin?: boolean;
  AttachStdout?: boolean;
  AttachStderr?: boolean;
  NetworkDisabled?: boolean;
  ArgsEscaped?: boolean;
  OnBuild?: string[] | null;
}>;

/** @see https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Container/operation/ContainerCreate */
export type ContainerCreateBody = ContainerConfig & {
  Image: string;
  HostConfig?: HostConfig | undefined;
  /** Before API 1.44 the engine accepts one network here; the others are connected afterwards. */
  NetworkingConfig?: { EndpointsConfig?: Record<string, EndpointConfig> } | undefined;
};

export interface HealthLogEntry {
  Start: string;
  End: string;
  ExitCode: number;
  Output: string;
}

export interface HealthState {
  Status: "none" | "starting" | "healthy" | "unhealthy";
  FailingStreak: number;
  Log: HealthLogEntry[] | null;
}

export type ContainerStatus = "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";

export interface ContainerState {
  Status: ContainerStatus;
  Running: boolean;
  Paused: boolean;
  Restarting: boolean;
  OOMKilled: boolean;
  Dead: boolean;
  Pid: number;
  ExitCode: number;
  Error: string;
  StartedAt: string;
  FinishedAt: string;
  Health?: HealthState;
}

export interface MountPoint {
  Type: string;
  /** The volume's name. */
  Name?: string;
  Source: string;
  Destination: string;
  Driver?: string;
  Mode: string;
  RW: boolean;
  Propagation: string;
}

export interface ContainerInspect {
  Id: string;
  /** With a leading slash. */
  Name: string;
  Created: string;
  Path: string;
  Args: string[];
  State: ContainerState;
  /** The image's id. */
  Image: string;
  RestartCount: number;
  Driver: string;
  Platform: string;
  LogPath: string;
  ExecIDs: string[] | null;
  HostConfig: HostConfig;
  Config: ContainerConfig;
  NetworkSettings: {
    Ports: Record<string, PortBinding[] | null> | null;
    Networks: Record<string, EndpointState>;
    SandboxID?: string;
  };
  Mounts: MountPoint[];
  /** With `size`. */
  SizeRw?: number;
  SizeRootFs?: number;
}

export interface ContainerPort {
  IP?: string;
  PrivatePort: number;
  PublicPort?: number;
  Type: "tcp" | "udp" | "sctp";
}

export interface ContainerSummary {
  Id: string;
  /** Each with a leading slash. */
  Names: string[];
  /** The image as it was named at creation, or its id when that name is another's now. */
  Image: string;
  ImageID: string;
  Command: string;
  /** Unix time in seconds. */
  Created: number;
  Ports: ContainerPort[];
  Labels: Record<string, string>;
  State: ContainerStatus;
  /** In words, such as `Up 3 hours (healthy)`. */
  Status: string;
  HostConfig: { NetworkMode?: string };
  NetworkSettings: { Networks: Record<string, EndpointState> };
  Mounts: MountPoint[];
}

export interface CpuStats {
  cpu_usage: { total_usage: number; percpu_usage?: number[]; usage_in_usermode: number; usage_in_kernelmode: number };
  system_cpu_usage?: number;
  online_cpus?: number;
}

/** One sample; the fields are the engine's. A container that is not running has an empty `memory_stats`. */
export interface ContainerStats {
  read: string;
  preread: string;
  id?: string;
  name?: string;
  pids_stats: { current?: number; limit?: number };
  cpu_stats: CpuStats;
  precpu_stats: CpuStats;
  memory_stats: { usage?: number; limit?: number; max_usage?: number; stats?: Record<string, number> };
  networks?: Record<string, { rx_bytes: number; tx_bytes: number; rx_errors: number; tx_errors: number }>;
  blkio_stats: { io_service_bytes_recursive?: { major: number; minor: number; op: string; value: number }[] | null };
}
