import type { Engine } from "../../engine/engine.ts";
import { formatBytes } from "../../model/bytes.ts";
import type { Stack } from "../../model/stack.ts";
import { budgetMemory, type MemoryBudget } from "../../plan/deploy/memory-budget.ts";
import type { DeployPlan } from "../../plan/deploy/plan-deploy.ts";
import type { Plan } from "../../plan/plan.ts";
import type { UnmanagedUpstream } from "../../proxy/proxy-definition.ts";
import type { DeployOptions, Shipper } from "./deploy-options.ts";
import { type DiskRoom, findFreeBytes } from "./disk-room.ts";
import { describeStrayHost, findStrayHosts, type NameResolver } from "./stray-hosts.ts";

export interface HostReport {
  memory: MemoryBudget;
  /** What is done first, for all stacks of the host. Absent: the stack shares no front. */
  front?: Plan;
  /** Absent when nothing is shipped. */
  disk?: DiskRoom;
  /** Sentences for the user. */
  warnings: string[];
}

export interface HostSubject {
  stack: Stack;
  plan: DeployPlan;
  unmanaged: readonly UnmanagedUpstream[];
  /** References of images that are shipped first. */
  missing: readonly string[];
}

export interface HostTools {
  engine: Engine;
  /** What it says of itself, where it was asked before. */
  host: DeployOptions["host"];
  ship: Shipper | undefined;
  /** Absent: nobody asks where the routes' names lead. */
  resolver: NameResolver | undefined;
  signal: AbortSignal;
}

/** What can be known of a deploy before anything changes. */
export async function inspectHost(
  { stack, plan, unmanaged, missing }: HostSubject,
  { engine, host, ship, resolver, signal }: HostTools,
): Promise<HostReport> {
  const hosts = (stack["x-gantry"]?.routes ?? []).map(({ host }) => host);
  const [{ MemTotal }, disk, strays] = await Promise.all([
    host ?? engine.info({ signal }),
    ship && missing.length > 0 ? measureDisk(ship) : undefined,
    resolver && hosts.length > 0 ? findStrays(resolver) : [],
  ]);
  const memory = budgetMemory(stack, plan, MemTotal);
  return {
    memory,
    ...(disk && { disk }),
    warnings: [
      ...(memory.total > memory.host ? [tooMuch(memory)] : []),
      ...unmanaged.map(({ where, reason }) => `${where} cannot be switched without a pause: ${reason}`),
      ...(plan.start.warnings ?? []),
      ...strays.map(describeStrayHost),
    ],
  };

  async function measureDisk(shipper: Shipper): Promise<DiskRoom> {
    const [needed, free] = await Promise.all([
      shipper.measure(missing, signal),
      findFreeBytes(engine, plan.project, signal),
    ]);
    return { needed, ...(free !== undefined && { free }) };
  }

  async function findStrays(names: NameResolver) {
    return await findStrayHosts(hosts, await engine.machine.findHostName({ signal }), names);
  }
}

function tooMuch({ total, host }: MemoryBudget): string {
  return `Old and new containers together may take ${formatBytes(total)}, and the host has ${formatBytes(host)} of memory.`;
}
