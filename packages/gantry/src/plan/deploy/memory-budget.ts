import type { Bytes, Service } from "../../model/service.ts";
import type { Stack } from "../../model/stack.ts";
import { replicasOf } from "../describe/context.ts";
import type { DeployPlan } from "./plan-deploy.ts";

/** What one service may take while a deploy is under way. */
export interface MemoryRow {
  service: string;
  /** Of each container; absent: as much as there is. */
  limit?: Bytes;
  replicas: number;
  /** New containers that run beside the old ones for a while. */
  surge: number;
  /** All of them together; absent where there is no limit. */
  total?: Bytes;
}

export interface MemoryBudget {
  rows: MemoryRow[];
  /** The sum of all limits while old and new run together. */
  total: Bytes;
  /** What the host has. */
  host: Bytes;
  /** Services without a limit. */
  unlimited: string[];
}

/** What a deploy may take of the host's memory, old and new together. Pure. */
export function budgetMemory(stack: Stack, { rolls }: Pick<DeployPlan, "rolls">, host: Bytes): MemoryBudget {
  const rows = Object.entries(stack.services).map(([service, definition]): MemoryRow => {
    const limit = limitOf(definition);
    const roll = rolls.find((each) => each.service === service);
    const replicas = replicasOf(stack, service);
    const surge = roll && roll.old.length > 0 ? roll.next.length : 0;
    const most = (roll?.old.length ?? 0) > 0 ? (roll?.old.length ?? 0) + surge : replicas;
    return { service, ...(limit !== undefined && { limit, total: limit * most }), replicas, surge };
  });
  return {
    rows,
    total: rows.reduce((sum, { total = 0 }) => sum + total, 0),
    host,
    unlimited: rows.filter(({ limit, replicas }) => limit === undefined && replicas > 0).map(({ service }) => service),
  };
}

function limitOf({ mem_limit, deploy }: Service): Bytes | undefined {
  return deploy?.resources?.limits?.memory ?? mem_limit;
}
