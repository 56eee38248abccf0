import type { ContainerInspect, ContainerStats, ContainerStatus } from "../../engine/types.ts";
import { formatBytes } from "../../model/bytes.ts";
import { label } from "../../plan/labels.ts";
import { formatAge } from "../render/elapsed.ts";
import type { Column } from "../render/table.ts";
import type { Colors } from "../terminal.ts";

/** A container as `gantry ps --json` prints it. Times are ISO 8601 in UTC, sizes bytes. */
export interface ContainerStatusRow {
  service: string;
  number: number;
  name: string;
  id: string;
  oneOff: boolean;
  image: string;
  state: ContainerStatus;
  exitCode: number | null;
  health: "starting" | "healthy" | "unhealthy" | null;
  restarts: number;
  ports: { hostIp: string; hostPort: number; containerPort: number; protocol: string }[];
  created: string;
  /** Of its last start. */
  started: string | null;
  finished: string | null;
  /** Null when it does not run; the limit is null when there is none. */
  memory: { usage: number; limit: number | null } | null;
}

export function describeContainer(container: ContainerInspect, stats: ContainerStats | undefined): ContainerStatusRow {
  const { Config, HostConfig, State } = container;
  const labels = Config.Labels ?? {};
  const health = State.Health?.Status;
  const usage = stats && memoryInUse(stats);
  return {
    service: labels[label.service] ?? "",
    number: Number(labels[label.number] ?? 1),
    name: container.Name.replace(/^\//, ""),
    id: container.Id,
    oneOff: labels[label.oneOff] === "True",
    image: Config.Image ?? container.Image,
    state: State.Status,
    exitCode: State.Status === "exited" || State.Status === "dead" ? State.ExitCode : null,
    health: State.Running && health !== undefined && health !== "none" ? health : null,
    restarts: container.RestartCount,
    ports: listPorts(container),
    created: toIso(container.Created) ?? container.Created,
    started: toIso(State.StartedAt),
    finished: State.Running ? null : toIso(State.FinishedAt),
    memory: usage === undefined ? null : { usage, limit: HostConfig.Memory || null },
  };
}

/** The page cache is not counted, as in `docker stats`: the kernel gives it back on demand. The key is that of cgroup 1 or 2. */
export function memoryInUse({ memory_stats }: Pick<ContainerStats, "memory_stats">): number | undefined {
  const { usage, stats = {} } = memory_stats;
  if (usage === undefined) return undefined;
  const cache = stats["total_inactive_file"] ?? stats["inactive_file"] ?? 0;
  return cache < usage ? usage - cache : usage;
}

function listPorts({ NetworkSettings }: ContainerInspect): ContainerStatusRow["ports"] {
  return Object.entries(NetworkSettings.Ports ?? {}).flatMap(([key, bindings]) => {
    const [port, protocol = "tcp"] = key.split("/");
    return (bindings ?? []).map(({ HostIp, HostPort }) => ({
      hostIp: HostIp ?? "",
      hostPort: Number(HostPort),
      containerPort: Number(port),
      protocol,
    }));
  });
}

/** The engine writes the year 1 for "never", and nanoseconds. */
function toIso(time: string | undefined): string | null {
  if (!time || time.startsWith("0001-")) return null;
  return new Date(time).toISOString();
}

export const psColumns: readonly Column[] = [
  { title: "SERVICE" },
  { title: "STATE" },
  { title: "HEALTH" },
  { title: "RESTARTS" },
  { title: "IMAGE", shrink: 3 },
  { title: "PORTS", shrink: 1 },
  { title: "AGE" },
  { title: "MEMORY", shrink: 2 },
];

/** The cells of one line of the table. */
export function formatRow(row: ContainerStatusRow, now: number, colors: Colors): string[] {
  return [
    rowTitle(row),
    colorState(row, colors),
    colorHealth(row.health, colors),
    row.restarts > 0 ? colors.yellow(String(row.restarts)) : "0",
    row.image.replace(/^sha256:([0-9a-f]{12}).*/, "$1"),
    formatPorts(row.ports),
    formatAge(now - Date.parse(row.finished ?? row.started ?? row.created)),
    formatMemory(row.memory, colors),
  ];
}

function rowTitle({ service, number, name, oneOff }: ContainerStatusRow): string {
  if (oneOff) return name;
  return number > 1 ? `${service}-${number}` : service;
}

function colorState({ state, exitCode }: ContainerStatusRow, colors: Colors): string {
  if (state === "running") return colors.green(state);
  if (exitCode === 0) return colors.dim("exited (0)");
  return colors.red(exitCode === null ? state : `${state} (${exitCode})`);
}

function colorHealth(health: ContainerStatusRow["health"], colors: Colors): string {
  if (health === null) return colors.dim("–");
  return health === "healthy"
    ? colors.green(health)
    : health === "unhealthy"
      ? colors.red(health)
      : colors.yellow(health);
}

/** `8080→80`, with the address where it is not every address; a port bound for IPv4 and IPv6 is shown once. */
export function formatPorts(ports: ContainerStatusRow["ports"]): string {
  const texts = ports.map(({ hostIp, hostPort, containerPort, protocol }) => {
    const everywhere = ["", "0.0.0.0", "::"].includes(hostIp);
    const host = everywhere ? "" : `${hostIp.includes(":") ? `[${hostIp}]` : hostIp}:`;
    return `${host}${hostPort}→${containerPort}${protocol === "tcp" ? "" : `/${protocol}`}`;
  });
  return [...new Set(texts)].join(", ");
}

/** Red from nine tenths of the limit on. */
function formatMemory(memory: ContainerStatusRow["memory"], colors: Colors): string {
  if (!memory) return "";
  const { usage, limit } = memory;
  if (limit === null) return formatBytes(usage);
  const text = `${formatBytes(usage)} of ${formatBytes(limit)} (${Math.round((usage / limit) * 100)}%)`;
  return usage > limit * 0.9 ? colors.red(text) : text;
}
