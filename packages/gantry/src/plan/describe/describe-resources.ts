import type { DeviceMapping, DeviceRequest, HostConfig, ThrottleDevice, Ulimit } from "../../engine/types.ts";
import type { BlockIo, BlockIoLimit, Service, DeviceRequest as ServiceDevices } from "../../model/service.ts";
import { nonEmpty } from "./compact.ts";

/** CPU, memory, processes, block I/O, ulimits and devices. What stands under `deploy.resources` goes before the service's own keys, as in Compose. */
export function describeResources(service: Service): HostConfig {
  const limits = service.deploy?.resources?.limits;
  const reservations = service.deploy?.resources?.reservations;
  const cpus = limits?.cpus ?? service.cpus;
  const pids = limits?.pids ?? service.pids_limit;
  return {
    CgroupParent: service.cgroup_parent,
    Memory: limits?.memory ?? service.mem_limit,
    MemoryReservation: reservations?.memory ?? service.mem_reservation,
    MemorySwap: service.memswap_limit,
    MemorySwappiness: service.mem_swappiness,
    OomKillDisable: service.oom_kill_disable,
    OomScoreAdj: service.oom_score_adj,
    NanoCpus: cpus === undefined ? undefined : Math.round(cpus * 1e9),
    CpuShares: service.cpu_shares,
    CpuPeriod: service.cpu_period,
    CpuQuota: service.cpu_quota,
    CpuRealtimePeriod: service.cpu_rt_period,
    CpuRealtimeRuntime: service.cpu_rt_runtime,
    CpuCount: service.cpu_count,
    CpuPercent: service.cpu_percent,
    CpusetCpus: service.cpuset,
    PidsLimit: pids,
    Ulimits: nonEmpty(describeUlimits(service)),
    DeviceCgroupRules: nonEmpty(service.device_cgroup_rules),
    Devices: nonEmpty(describeDevices(service)),
    DeviceRequests: nonEmpty([
      ...(reservations?.devices ?? []).map((request) => describeDeviceRequest(request)),
      ...(service.gpus ?? []).map((request) => describeDeviceRequest(request, "gpu")),
      ...describeCdiDevices(service),
    ]),
    ...describeBlockIo(service.blkio_config),
  };
}

function describeUlimits({ ulimits = {} }: Service): Ulimit[] {
  return Object.entries(ulimits)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([Name, limit]) =>
      typeof limit === "number" ? { Name, Soft: limit, Hard: limit } : { Name, Soft: limit.soft, Hard: limit.hard },
    );
}

/** A device of the Container Device Interface, such as `nvidia.com/gpu=all`, instead of a path. */
const isCdi = (source: string) => !source.startsWith("/") && source.includes("=");

function describeDevices({ devices = [] }: Service): DeviceMapping[] {
  return devices
    .filter(({ source }) => !isCdi(source))
    .map(({ source, target, permissions }) => ({
      PathOnHost: source,
      PathInContainer: target || source,
      CgroupPermissions: permissions || "rwm",
    }));
}

function describeCdiDevices({ devices = [] }: Service): DeviceRequest[] {
  const ids = devices.filter(({ source }) => isCdi(source)).map(({ source }) => source);
  return ids.length > 0 ? [{ Driver: "cdi", DeviceIDs: ids }] : [];
}

function describeDeviceRequest(
  { capabilities = [], driver, count, device_ids, options }: ServiceDevices,
  implied?: string,
): DeviceRequest {
  const all = implied && !capabilities.includes(implied) ? [...capabilities, implied] : capabilities;
  return {
    Driver: driver ?? "",
    Count: count ?? (device_ids ? 0 : -1),
    DeviceIDs: device_ids ?? [],
    Capabilities: [all],
    Options: options ?? {},
  };
}

function describeBlockIo(config: BlockIo = {}): HostConfig {
  const throttle = (limits: readonly BlockIoLimit[] = []): ThrottleDevice[] | undefined =>
    nonEmpty(limits.map(({ path, rate = 0 }) => ({ Path: path, Rate: rate })));
  return {
    BlkioWeight: config.weight,
    BlkioWeightDevice: nonEmpty(
      (config.weight_device ?? []).map(({ path, weight = 0 }) => ({ Path: path, Weight: weight })),
    ),
    BlkioDeviceReadBps: throttle(config.device_read_bps),
    BlkioDeviceWriteBps: throttle(config.device_write_bps),
    BlkioDeviceReadIOps: throttle(config.device_read_iops),
    BlkioDeviceWriteIOps: throttle(config.device_write_iops),
  };
}
