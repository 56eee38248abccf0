/** One line of `/events`. */
export interface EngineEvent {
  Type: "container" | "image" | "network" | "volume" | "daemon" | "plugin" | "builder" | (string & {});
  /** Such as `start`, `die`, `health_status: healthy`, `exec_die`. */
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
  scope?: "local" | "swarm";
  /** Unix time in seconds. */
  time: number;
  timeNano: number;
}

export interface EngineInfo {
  ID: string;
  Name: string;
  ServerVersion: string;
  OperatingSystem: string;
  OSType: string;
  Architecture: string;
  KernelVersion: string;
  NCPU: number;
  /** Bytes. */
  MemTotal: number;
  Driver: string;
  /** Pairs; the containerd image store has `["driver-type", "io.containerd.snapshotter.v1"]`. */
  DriverStatus: [string, string][] | null;
  DockerRootDir: string;
  /** The engine's clock: RFC 3339 with nanoseconds. */
  SystemTime: string;
  CgroupDriver?: string;
  CgroupVersion?: string;
  SecurityOptions: string[] | null;
  Labels: string[] | null;
  Warnings: string[] | null;
  Runtimes?: Record<string, unknown>;
  DefaultRuntime?: string;
  Containers: number;
  ContainersRunning: number;
  ContainersPaused: number;
  ContainersStopped: number;
  Images: number;
  MemoryLimit: boolean;
  SwapLimit: boolean;
  CpuCfsQuota?: boolean;
  PidsLimit?: boolean;
  OomKillDisable?: boolean;
  IPv4Forwarding?: boolean;
  LoggingDriver?: string;
  Plugins?: { Volume: string[] | null; Network: string[] | null; Log: string[] | null };
  Swarm?: { LocalNodeState: string; NodeID?: string };
}

export interface EngineVersion {
  Version: string;
  ApiVersion: string;
  MinAPIVersion: string;
  GitCommit: string;
  GoVersion: string;
  Os: string;
  Arch: string;
  KernelVersion: string;
  BuildTime?: string;
  Platform?: { Name: string };
  Components?: { Name: string; Version: string; Details?: Record<string, string> }[];
}
