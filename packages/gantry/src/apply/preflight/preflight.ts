import { access, statfs } from "node:fs/promises";
import type { Engine } from "../../engine/engine.ts";
import { formatBytes } from "../../model/bytes.ts";
import { type Issue, UserError } from "../../model/error.ts";
import type { Operation } from "../../plan/operation.ts";
import { findPortHolders, portsTakenError } from "./find-port-holders.ts";
import { isLocalEngine } from "./is-local-engine.ts";
import { refuseSharedPorts } from "./refuse-shared-ports.ts";
import { freedContainers, wantedPorts } from "./wanted-ports.ts";

/** With less than this free, a pull or a start is not begun. */
const leastRoom = 64 * 1024 * 1024;

/**
 * Looks for what would make a plan fail half-way, before anything is changed. External networks and volumes are the planner's, who sees the engine anyway.
 *
 * @throws UserError `port-taken`, `bind-source-missing`, `disk-full`.
 */
export async function preflight(engine: Engine, operations: readonly Operation[], signal: AbortSignal): Promise<void> {
  if (!operations.some(makesSomething)) return;
  refuseSharedPorts(operations);
  const [taken, missing, full] = await Promise.all([
    findPortHolders(engine, wantedPorts(operations), { freed: freedContainers(operations), signal }),
    findMissingSources(engine, operations, signal),
    findFullDisk(engine, signal),
  ]);
  if (full) throw full;
  if (missing) throw missing;
  if (taken.length > 0) throw portsTakenError(taken);
}

function makesSomething({ type }: Operation): boolean {
  return type === "create-container" || type === "replace-container" || type === "pull-image" || type === "build-image";
}

/** Bind mounts that the engine would refuse: their source is not there, and nobody asked for it to be made. */
async function findMissingSources(
  engine: Engine,
  operations: readonly Operation[],
  signal: AbortSignal,
): Promise<UserError | undefined> {
  if (!engine.address.startsWith("unix:")) return undefined;
  const issues: Issue[] = [];
  for (const operation of operations) {
    if (operation.type !== "create-container" && operation.type !== "replace-container") continue;
    for (const { Type, Source = "", Target, BindOptions } of operation.spec.body.HostConfig?.Mounts ?? []) {
      if (Type !== "bind" || BindOptions?.CreateMountpoint || (await exists(Source))) continue;
      issues.push({ message: `services.${operation.service}.volumes: ${Source}, mounted at ${Target}, is not there.` });
    }
  }
  if (issues.length === 0 || !(await isLocalEngine(engine, signal))) return undefined;
  return new UserError(issues.map(({ message }) => message).join("\n"), {
    code: "bind-source-missing",
    issues,
    fix: "Make the file or folder, or set bind.create_host_path for a folder.",
  });
}

/** Docker's folder, where it is by default: to ask the engine for another place would cost every run more than it tells. */
async function findFullDisk(engine: Engine, signal: AbortSignal): Promise<UserError | undefined> {
  if (!engine.address.startsWith("unix:")) return undefined;
  const disk = await statfs("/var/lib/docker").catch(() => undefined);
  if (!disk || disk.bavail * disk.bsize >= leastRoom || !(await isLocalEngine(engine, signal))) return undefined;
  return diskFullError(disk.bavail * disk.bsize);
}

export function diskFullError(left?: number): UserError {
  const room = left === undefined ? "no room is left" : `only ${formatBytes(left)} are left`;
  return new UserError(`The engine's disk is full: ${room}.`, {
    code: "disk-full",
    fix: 'Make room, for example with "docker image prune" or "docker builder prune".',
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
