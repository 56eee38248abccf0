import type { ContainerInspect, HostConfig } from "../../engine/types.ts";
import type { CompareContext } from "./compare-context.ts";
import { same } from "./same.ts";

interface Field {
  key: keyof HostConfig;
  name: string;
  /** One form for what means the same. */
  normalize?: (value: unknown, context: CompareContext) => unknown;
  /** The engine fills in a default of its own: compared only where the definition has something. */
  defaulted?: true;
}

const fields: Field[] = [
  { key: "Init", name: "init", defaulted: true },
  { key: "Privileged", name: "privileged" },
  { key: "ReadonlyRootfs", name: "read_only" },
  { key: "CapAdd", name: "cap_add", normalize: normalizeCapabilities },
  { key: "CapDrop", name: "cap_drop", normalize: normalizeCapabilities },
  { key: "SecurityOpt", name: "security_opt", normalize: normalizeSecurity },
  { key: "GroupAdd", name: "group_add", normalize: sorted },
  { key: "UsernsMode", name: "userns_mode" },
  { key: "IpcMode", name: "ipc", normalize: resolveContainer, defaulted: true },
  { key: "PidMode", name: "pid", normalize: resolveContainer },
  { key: "UTSMode", name: "uts", normalize: resolveContainer },
  { key: "CgroupnsMode", name: "cgroup", defaulted: true },
  { key: "CgroupParent", name: "cgroup_parent" },
  { key: "Runtime", name: "runtime", defaulted: true },
  { key: "Isolation", name: "isolation", defaulted: true },
  { key: "LogConfig", name: "logging", defaulted: true },
  { key: "ShmSize", name: "shm_size", defaulted: true },
  { key: "Sysctls", name: "sysctls" },
  { key: "Ulimits", name: "ulimits", normalize: sorted, defaulted: true },
  { key: "StorageOpt", name: "storage_opt" },
  { key: "Tmpfs", name: "tmpfs", normalize: normalizeTmpfs },
  { key: "VolumesFrom", name: "volumes_from", normalize: resolveVolumesFrom },
  { key: "ExtraHosts", name: "extra_hosts", normalize: sorted },
  { key: "Dns", name: "dns" },
  { key: "DnsOptions", name: "dns_opt" },
  { key: "DnsSearch", name: "dns_search" },
  { key: "Devices", name: "devices", normalize: sorted },
  { key: "DeviceRequests", name: "gpus and devices", normalize: sorted },
  { key: "DeviceCgroupRules", name: "device_cgroup_rules", normalize: sorted },
  { key: "OomScoreAdj", name: "oom_score_adj" },
  { key: "OomKillDisable", name: "oom_kill_disable" },
  { key: "MemorySwappiness", name: "mem_swappiness", defaulted: true },
  { key: "BlkioWeightDevice", name: "blkio_config", normalize: sorted },
  { key: "BlkioDeviceReadBps", name: "blkio_config", normalize: sorted },
  { key: "BlkioDeviceWriteBps", name: "blkio_config", normalize: sorted },
  { key: "BlkioDeviceReadIOps", name: "blkio_config", normalize: sorted },
  { key: "BlkioDeviceWriteIOps", name: "blkio_config", normalize: sorted },
  { key: "MaskedPaths", name: "security_opt", defaulted: true },
];

/** How a container runs on its host, apart from limits, ports, mounts and networks. */
export function compareHostConfig(
  wanted: HostConfig,
  { HostConfig: found }: ContainerInspect,
  context: CompareContext,
): string[] {
  const names = fields
    .filter(({ key, normalize = (value) => value, defaulted }) => {
      if (defaulted && wanted[key] === undefined) return false;
      return !same(normalize(wanted[key], context), normalize(found[key], context));
    })
    .map(({ name }) => `${name} changed`);
  return [...new Set([...names, ...compareNetworkMode(wanted, found, context)])];
}

/** `host`, `none` and shared namespaces; the networks that are joined are compared one by one elsewhere. */
function compareNetworkMode(wanted: HostConfig, found: HostConfig, context: CompareContext): string[] {
  const special = (mode: string | undefined) =>
    /^(host|none|bridge|default)$|^container:/.test(mode ?? "") ? resolveContainer(mode, context) : "networks";
  const [before, after] = [special(found.NetworkMode), special(wanted.NetworkMode)].map((mode) =>
    mode === "default" ? "bridge" : mode,
  );
  return before === after ? [] : ["network_mode changed"];
}

/** `container:<name>` with the id that the name has now: the engine keeps the id that it had at creation. */
function resolveContainer(mode: unknown, { containerIds }: CompareContext): unknown {
  if (typeof mode !== "string" || !mode.startsWith("container:")) return mode;
  const reference = mode.slice("container:".length);
  return `container:${containerIds[reference] ?? reference}`;
}

function resolveVolumesFrom(value: unknown, { containerIds }: CompareContext): unknown {
  return sorted(
    stringList(value).map((entry) => {
      const [reference = "", mode = "rw"] = entry.split(":");
      return `${containerIds[reference] ?? reference}:${mode}`;
    }),
  );
}

function stringList(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}

function sorted(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value
    .map((entry) => [JSON.stringify(sortKeys(entry)), entry] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, entry]) => entry);
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The engine may write `CAP_NET_ADMIN` for `net_admin`. */
function normalizeCapabilities(value: unknown): unknown {
  return stringList(value)
    .map((name) => name.toUpperCase().replace(/^CAP_/, ""))
    .sort();
}

function normalizeSecurity(value: unknown): unknown {
  return stringList(value)
    .map((option) =>
      /^no-new-privileges([:=]true)?$/.test(option) ? "no-new-privileges" : option.replace(/^([\w-]+):/, "$1="),
    )
    .sort();
}

/** A path without options is a tmpfs too, so that it must not count as nothing. */
function normalizeTmpfs(value: unknown): unknown {
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([path, options]) => [path, `:${options}`]))
    : value;
}
