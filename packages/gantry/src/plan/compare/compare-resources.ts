import type { HostConfig, RestartPolicy } from "../../engine/types.ts";
import { formatBytes } from "../../model/bytes.ts";
import { same } from "./same.ts";

interface ResourceField {
  key: keyof HostConfig;
  name: string;
  format: (value: number) => string;
}

const bytes = (value: number) => (value < 0 ? "none" : formatBytes(value));
const plain = (value: number) => String(value);

const numbers: ResourceField[] = [
  { key: "Memory", name: "memory limit", format: bytes },
  { key: "MemoryReservation", name: "memory reservation", format: bytes },
  { key: "NanoCpus", name: "cpu limit", format: (value) => String(value / 1e9) },
  { key: "CpuShares", name: "cpu_shares", format: plain },
  { key: "CpuPeriod", name: "cpu_period", format: plain },
  { key: "CpuQuota", name: "cpu_quota", format: plain },
  { key: "CpuRealtimePeriod", name: "cpu_rt_period", format: plain },
  { key: "CpuRealtimeRuntime", name: "cpu_rt_runtime", format: plain },
  { key: "BlkioWeight", name: "blkio weight", format: plain },
  { key: "PidsLimit", name: "process limit", format: plain },
];

/**
 * What `docker update` can change on a container that exists: limits and the restart policy. `drift`: its definition is the same, and then a limit
 * that the engine does not report is one that its kernel does not have, for it was asked for.
 */
export function compareResources(wanted: HostConfig, found: HostConfig, drift: boolean): string[] {
  const discarded = (key: keyof HostConfig) => limit(found[key]) === undefined && (drift || key === "BlkioWeight");
  const reasons = numbers
    .filter(({ key }) => !discarded(key))
    .flatMap(({ key, name, format }) => describeChange(name, limit(wanted[key]), limit(found[key]), format));
  // Absent, the engine sets twice the memory itself.
  if (wanted.MemorySwap !== undefined && !discarded("MemorySwap")) {
    reasons.push(...describeChange("memory and swap limit", wanted.MemorySwap, limit(found.MemorySwap), bytes));
  }
  if (!same(wanted.CpusetCpus, found.CpusetCpus)) reasons.push("cpuset changed");
  const [before, after] = [formatPolicy(found.RestartPolicy), formatPolicy(wanted.RestartPolicy)];
  if (before !== after) reasons.push(`restart policy ${before} → ${after}`);
  return reasons;
}

/** Nothing, zero and minus one are all "no limit". */
function limit(value: unknown): number | undefined {
  return typeof value === "number" && value > 0 ? value : undefined;
}

function describeChange(
  name: string,
  wanted: number | undefined,
  found: number | undefined,
  format: (value: number) => string,
): string[] {
  if (wanted === found || (wanted === -1 && found === undefined)) return [];
  if (wanted === undefined) return [`${name} ${format(found ?? 0)} removed`];
  if (found === undefined) return [`${name} ${format(wanted)} added`];
  return [`${name} ${format(found)} → ${format(wanted)}`];
}

function formatPolicy({ Name, MaximumRetryCount }: RestartPolicy = { Name: "no" }): string {
  return [Name || "no", MaximumRetryCount || undefined].filter(Boolean).join(":");
}
