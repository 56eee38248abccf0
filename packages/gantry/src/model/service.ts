/**
 * A service as the Compose Specification defines it, in its normalised form: one shape per key, long syntax only,
 * durations and sizes as numbers. Keys keep Compose's own names, so that a stack prints back as plain Compose.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md
 */

import type { Recipe } from "./recipe.ts";

/** A length of time in nanoseconds, the unit of the Docker Engine API. */
export type Nanoseconds = number;

/** A size in bytes. */
export type Bytes = number;

export type DependencyCondition = "service_started" | "service_healthy" | "service_completed_successfully";

export interface Dependency {
  condition: DependencyCondition;
  /** False: the dependency may be missing from the stack or its profile inactive. */
  required: boolean;
  /** Restart this service after the dependency was replaced or restarted by `up` or `restart`. */
  restart?: boolean;
}

export interface HealthCheck {
  /** `["NONE"]`, `["CMD", …argv]` or `["CMD-SHELL", command]`. Absent: the image's own test. */
  test?: string[];
  interval?: Nanoseconds;
  timeout?: Nanoseconds;
  retries?: number;
  start_period?: Nanoseconds;
  start_interval?: Nanoseconds;
  disable?: boolean;
}

export interface Port {
  /** Container port. */
  target: number;
  /** Host port, a range `"8000-8010"` to choose from, or absent for one that the engine picks. */
  published?: string;
  host_ip?: string;
  protocol?: string;
  mode?: string;
  name?: string;
  app_protocol?: string;
}

export interface VolumeMount {
  type: "volume" | "bind" | "tmpfs" | "image" | "npipe" | "cluster";
  source?: string;
  target: string;
  read_only?: boolean;
  consistency?: string;
  bind?: { create_host_path?: boolean; propagation?: string; selinux?: string; recursive?: string };
  volume?: { nocopy?: boolean; subpath?: string; labels?: Record<string, string> };
  tmpfs?: { size?: Bytes; mode?: number };
  image?: { subpath?: string };
}

/** A config or a secret as a service mounts it. */
export interface FileMount {
  source: string;
  target?: string;
  uid?: string;
  gid?: string;
  /** Permission bits, such as `0o440`. */
  mode?: number;
}

export interface ServiceNetwork {
  aliases?: string[];
  ipv4_address?: string;
  ipv6_address?: string;
  link_local_ips?: string[];
  mac_address?: string;
  interface_name?: string;
  driver_opts?: Record<string, string>;
  priority?: number;
  gw_priority?: number;
}

export interface Logging {
  driver?: string;
  options?: Record<string, string>;
}

export interface DeviceRequest {
  capabilities?: string[];
  driver?: string;
  count?: number;
  device_ids?: string[];
  options?: Record<string, string>;
}

export interface ResourceLimits {
  cpus?: number;
  memory?: Bytes;
  pids?: number;
}

export interface ResourceReservations {
  cpus?: number;
  memory?: Bytes;
  devices?: DeviceRequest[];
  generic_resources?: { discrete_resource_spec?: { kind?: string; value?: number } }[];
}

export interface UpdateConfig {
  parallelism?: number;
  delay?: Nanoseconds;
  failure_action?: string;
  monitor?: Nanoseconds;
  max_failure_ratio?: number;
  order?: "start-first" | "stop-first";
}

export interface Deploy {
  mode?: "replicated" | "global" | "replicated-job" | "global-job";
  replicas?: number;
  labels?: Record<string, string>;
  update_config?: UpdateConfig;
  rollback_config?: UpdateConfig;
  resources?: { limits?: ResourceLimits; reservations?: ResourceReservations };
  restart_policy?: { condition?: string; delay?: Nanoseconds; max_attempts?: number; window?: Nanoseconds };
  placement?: { constraints?: string[]; preferences?: { spread?: string }[]; max_replicas_per_node?: number };
  endpoint_mode?: string;
}

export type Ulimit = number | { soft: number; hard: number };

export interface Build {
  context?: string;
  dockerfile?: string;
  dockerfile_inline?: string;
  target?: string;
  /** `null`: the value is taken from the environment of the builder. */
  args?: Record<string, string | null>;
  labels?: Record<string, string>;
  cache_from?: string[];
  cache_to?: string[];
  no_cache?: boolean;
  /** Stages that are built without cache. */
  no_cache_filter?: string[];
  pull?: boolean;
  additional_contexts?: Record<string, string>;
  network?: string;
  platforms?: string[];
  secrets?: FileMount[];
  ssh?: Record<string, string | null>;
  shm_size?: Bytes;
  tags?: string[];
  extra_hosts?: string[];
  ulimits?: Record<string, Ulimit>;
  isolation?: string;
  privileged?: boolean;
  entitlements?: string[];
  provenance?: string;
  sbom?: string;
  "x-gantry"?: BuildExtras;
}

/** What Compose has no key for. Printed under `x-gantry` of the build. */
export interface BuildExtras {
  /** Content of the `.dockerignore` that belongs to `dockerfile_inline`. */
  dockerignore?: string;
  /** A file of certificates for builds behind a proxy that opens TLS: absolute. Mounted as the secret `ca`, never stored. */
  ca?: string;
}

export interface ServiceHook {
  command: string[];
  user?: string;
  privileged?: boolean;
  working_dir?: string;
  environment?: Record<string, string | null>;
}

/** Limits of block devices; rates in bytes, or operations, a second. */
export interface BlockIo {
  weight?: number;
  weight_device?: { path: string; weight?: number }[];
  device_read_bps?: BlockIoLimit[];
  device_read_iops?: BlockIoLimit[];
  device_write_bps?: BlockIoLimit[];
  device_write_iops?: BlockIoLimit[];
}

export interface BlockIoLimit {
  path: string;
  rate?: number;
}

/** What to do while developing, when a file changes. */
export interface Develop {
  watch?: Watch[];
}

export interface Watch {
  /** Absolute path of a file or folder. Never absent in a checked model. */
  path?: string;
  action: "rebuild" | "sync" | "restart" | "sync+restart" | "sync+exec";
  target?: string;
  exec?: ServiceHook;
  include?: string[];
  ignore?: string[];
  initial_sync?: boolean;
}

/** A service that something other than the engine runs. */
export interface Provider {
  type: string;
  options?: Record<string, string[]>;
}

export interface EnvFile {
  path: string;
  required: boolean;
  format?: string;
}

/** A folder of an image whose files are named after their content, so that every release has others. */
export interface AssetFolder {
  /** Where browsers ask for them, as the service sees it: `/_next/static`. */
  path: string;
  /** Where the image has them: absolute, `/app/.next/static`. */
  folder: string;
}

/** What Compose has no key for. Printed under `x-gantry` of the service. */
export interface ServiceExtras {
  /** The preset that made the service, such as `postgres`. */
  preset?: string;
  /** Holds data that lives longer than the container: never replaced by `up` without being named. */
  stateful?: boolean;
  /** Writes the Dockerfile of the service's build. */
  recipe?: Recipe;
  /** When the recipe writes the Dockerfile, the root file system is read-only, with a tmpfs wherever the recipe's image writes. */
  read_only?: boolean;
  /** A Caddy that a deploy does not start: what its Caddyfile says goes into the front that the stacks of a host share. */
  shared?: boolean;
  /** Files that pages of earlier releases still ask for after a deploy: the proxy goes on serving them. */
  assets?: AssetFolder[];
  /** The longest time that one that runs to its end, such as a migration, may take. Default: 10 minutes in a deploy, else no limit. */
  timeout?: Nanoseconds;
}

export interface Service {
  annotations?: Record<string, string>;
  attach?: boolean;
  blkio_config?: BlockIo;
  build?: Build;
  cap_add?: string[];
  cap_drop?: string[];
  cgroup?: string;
  cgroup_parent?: string;
  /** Absent: the image's own. */
  command?: string[];
  configs?: FileMount[];
  container_name?: string;
  cpu_count?: number;
  cpu_percent?: number;
  cpu_period?: number;
  cpu_quota?: number;
  cpu_rt_period?: number;
  cpu_rt_runtime?: number;
  cpu_shares?: number;
  cpus?: number;
  cpuset?: string;
  credential_spec?: Record<string, string>;
  depends_on?: Record<string, Dependency>;
  deploy?: Deploy;
  develop?: Develop;
  device_cgroup_rules?: string[];
  devices?: { source: string; target?: string; permissions?: string }[];
  dns?: string[];
  dns_opt?: string[];
  dns_search?: string[];
  domainname?: string;
  /** Absent: the image's own. Empty: the image's is cleared. */
  entrypoint?: string[];
  env_file?: EnvFile[];
  /** Resolved: env files merged in, values from the environment filled. `null`: named, but without a value anywhere. */
  environment?: Record<string, string | null>;
  expose?: string[];
  external_links?: string[];
  /** `host=address`, in the order written. */
  extra_hosts?: string[];
  gpus?: DeviceRequest[];
  group_add?: string[];
  healthcheck?: HealthCheck;
  hostname?: string;
  image?: string;
  init?: boolean;
  ipc?: string;
  isolation?: string;
  label_file?: string[];
  labels?: Record<string, string>;
  links?: string[];
  logging?: Logging;
  mac_address?: string;
  mem_limit?: Bytes;
  mem_reservation?: Bytes;
  mem_swappiness?: number;
  /** `-1`: no limit on swap. */
  memswap_limit?: Bytes;
  models?: Record<string, { endpoint_var?: string; model_var?: string } | null>;
  network_mode?: string;
  networks?: Record<string, ServiceNetwork | null>;
  oom_kill_disable?: boolean;
  oom_score_adj?: number;
  pid?: string;
  pids_limit?: number;
  platform?: string;
  ports?: Port[];
  post_start?: ServiceHook[];
  pre_stop?: ServiceHook[];
  privileged?: boolean;
  profiles?: string[];
  provider?: Provider;
  pull_policy?: string;
  pull_refresh_after?: string;
  read_only?: boolean;
  restart?: string;
  runtime?: string;
  scale?: number;
  secrets?: FileMount[];
  security_opt?: string[];
  shm_size?: Bytes;
  stdin_open?: boolean;
  stop_grace_period?: Nanoseconds;
  stop_signal?: string;
  storage_opt?: Record<string, string>;
  sysctls?: Record<string, string>;
  tmpfs?: string[];
  tty?: boolean;
  ulimits?: Record<string, Ulimit>;
  use_api_socket?: boolean;
  user?: string;
  userns_mode?: string;
  uts?: string;
  volumes?: VolumeMount[];
  volumes_from?: string[];
  working_dir?: string;
  "x-gantry"?: ServiceExtras;
  /** Any other extension, carried along and printed back. */
  [extension: `x-${string}`]: unknown;
}
