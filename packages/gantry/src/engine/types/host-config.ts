import type { Unset } from "./unset.ts";

export interface PortBinding {
  /** Empty or absent: every address. */
  HostIp?: string;
  /** Empty or `"0"`: a port of the engine's choice. A range such as `"8000-8010"` takes the first free one. */
  HostPort?: string;
}

/** `"8080/tcp"` to where it is published. */
export type PortMap = Record<string, PortBinding[] | null>;

/** @see https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Container/operation/ContainerCreate */
export type Mount = Unset<{
  /** `cluster` and `image` need newer engines than 20.10. */
  Type: "bind" | "volume" | "tmpfs" | "npipe" | "cluster" | "image";
  Source?: string;
  Target: string;
  ReadOnly?: boolean;
  Consistency?: string;
  BindOptions?: Unset<{
    Propagation?: string;
    NonRecursive?: boolean;
    CreateMountpoint?: boolean;
    ReadOnlyNonRecursive?: boolean;
    ReadOnlyForceRecursive?: boolean;
  }>;
  VolumeOptions?: Unset<{
    NoCopy?: boolean;
    Labels?: Record<string, string>;
    DriverConfig?: { Name?: string; Options?: Record<string, string> };
    /** API 1.45. */
    Subpath?: string;
  }>;
  /** API 1.48. */
  ImageOptions?: Unset<{ Subpath?: string }>;
  TmpfsOptions?: Unset<{ SizeBytes?: number; Mode?: number; Options?: string[][] }>;
}>;

export interface RestartPolicy {
  Name: "" | "no" | "always" | "unless-stopped" | "on-failure";
  MaximumRetryCount?: number;
}

export interface Ulimit {
  Name: string;
  Soft: number;
  Hard: number;
}

export interface DeviceMapping {
  PathOnHost: string;
  PathInContainer: string;
  CgroupPermissions: string;
}

export type DeviceRequest = Unset<{
  Driver?: string;
  /** -1: all. */
  Count?: number;
  DeviceIDs?: string[];
  /** A list of lists: OR of ANDs. */
  Capabilities?: string[][];
  Options?: Record<string, string>;
}>;

export interface LogConfig {
  Type: string;
  Config?: Record<string, string>;
}

export interface ThrottleDevice {
  Path: string;
  Rate: number;
}

export interface WeightDevice {
  Path: string;
  Weight: number;
}

/** How a container runs on its host. Memory in bytes, CPU in billionths, everything in the engine's own words. */
export type HostConfig = Unset<{
  // Storage
  Binds?: string[] | null;
  Mounts?: Mount[];
  Tmpfs?: Record<string, string>;
  VolumesFrom?: string[] | null;
  VolumeDriver?: string;
  StorageOpt?: Record<string, string>;
  ReadonlyRootfs?: boolean;
  ShmSize?: number;

  // Network
  /** `bridge`, `host`, `none`, `container:<id>`, or a network's name. */
  NetworkMode?: string;
  PortBindings?: PortMap;
  PublishAllPorts?: boolean;
  /** `name:address`. */
  ExtraHosts?: string[] | null;
  Dns?: string[] | null;
  DnsOptions?: string[] | null;
  DnsSearch?: string[] | null;
  Links?: string[] | null;

  // Life
  RestartPolicy?: RestartPolicy;
  AutoRemove?: boolean;
  Init?: boolean | null;
  LogConfig?: LogConfig;
  Runtime?: string;
  Isolation?: string;
  Annotations?: Record<string, string>;
  ContainerIDFile?: string;
  ConsoleSize?: [number, number];

  // Privileges
  Privileged?: boolean;
  CapAdd?: string[] | null;
  CapDrop?: string[] | null;
  SecurityOpt?: string[] | null;
  GroupAdd?: string[] | null;
  UsernsMode?: string;
  MaskedPaths?: string[] | null;
  ReadonlyPaths?: string[] | null;

  // Namespaces
  IpcMode?: string;
  PidMode?: string;
  UTSMode?: string;
  CgroupnsMode?: string;
  Cgroup?: string;
  CgroupParent?: string;
  Sysctls?: Record<string, string>;
  Ulimits?: Ulimit[] | null;

  // Memory
  Memory?: number;
  MemoryReservation?: number;
  /** Memory and swap together; -1: unlimited swap. */
  MemorySwap?: number;
  MemorySwappiness?: number | null;
  KernelMemory?: number;
  OomKillDisable?: boolean | null;
  OomScoreAdj?: number;

  // CPU and processes
  NanoCpus?: number;
  CpuShares?: number;
  CpuPeriod?: number;
  CpuQuota?: number;
  CpuRealtimePeriod?: number;
  CpuRealtimeRuntime?: number;
  CpuCount?: number;
  CpuPercent?: number;
  CpusetCpus?: string;
  CpusetMems?: string;
  PidsLimit?: number | null;

  // Devices
  Devices?: DeviceMapping[] | null;
  DeviceRequests?: DeviceRequest[] | null;
  DeviceCgroupRules?: string[] | null;
  BlkioWeight?: number;
  BlkioWeightDevice?: WeightDevice[] | null;
  BlkioDeviceReadBps?: ThrottleDevice[] | null;
  BlkioDeviceWriteBps?: ThrottleDevice[] | null;
  BlkioDeviceReadIOps?: ThrottleDevice[] | null;
  BlkioDeviceWriteIOps?: ThrottleDevice[] | null;
}>;
