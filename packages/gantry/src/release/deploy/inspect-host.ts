import type { Engine } from "../../engine/engine.ts";
import { formatBytes } from "../../model/bytes.ts";
import type { Stack } from "../../model/stack.ts";
import { budgetMemory, type MemoryBudget } from "../../plan/deploy/memory-budget.ts";
import type { DeployPlan } from "../../plan/deploy/plan-deploy.ts";
import type { UnmanagedUpstream } from "../../proxy/proxy-definition.ts";

export interface HostReport {
  memory: MemoryBudget;
  /** Sentences for the user. */
  warnings: string[];
}

/** What can be known of a deploy before anything changes. */
export async function inspectHost(
  { stack, plan, unmanaged }: { stack: Stack; plan: DeployPlan; unmanaged: readonly UnmanagedUpstream[] },
  { engine, signal }: { engine: Engine; signal: AbortSignal },
): Promise<HostReport> {
  const { MemTotal } = await engine.info({ signal });
  const memory = budgetMemory(stack, plan, MemTotal);
  return {
    memory,
    warnings: [
      ...(memory.total > memory.host ? [tooMuch(memory)] : []),
      ...unmanaged.map(({ where, reason }) => `${where} cannot be switched without a pause: ${reason}`),
      ...(plan.start.warnings ?? []),
    ],
  };
}

function tooMuch({ total, host }: MemoryBudget): string {
  return `Old and new containers together may take ${formatBytes(total)}, and the host has ${formatBytes(host)} of memory.`;
}
