import { formatBytes } from "../../model/bytes.ts";
import type { Pause } from "../../plan/deploy/estimate-pauses.ts";
import { formatPause } from "../../plan/deploy/format-pause.ts";
import type { MemoryBudget } from "../../plan/deploy/memory-budget.ts";
import { type DeployPlan, isNothing } from "../../plan/deploy/plan-deploy.ts";
import { formatOperation, planToJson, summarizePlan, toPlannedStep } from "../../plan/format-operation.ts";
import type { Operation } from "../../plan/operation.ts";
import type { Plan } from "../../plan/plan.ts";
import type { DiskRoom } from "../../release/deploy/disk-room.ts";
import type { HostReport } from "../../release/deploy/inspect-host.ts";
import { type Column, formatTable } from "../render/table.ts";

/** A deploy's plan as people read it: a sentence an operation, what is interrupted, and what it may take of the host's memory. */
export function formatDeployPlan(
  plan: DeployPlan,
  { memory, disk, front }: Pick<HostReport, "memory" | "disk" | "front">,
): string[] {
  return [...formatFront(front), ...formatOwn(plan, memory), ...formatDisk(disk)];
}

function formatDisk(disk: DiskRoom | undefined): string[] {
  if (!disk) return [];
  const free = disk.free === undefined ? "nobody can say what is free" : `${formatBytes(disk.free)} are free`;
  return [`  ${formatBytes(disk.needed)} of the host's disk at least, for images; ${free}`];
}

/** What is done to the front that the stacks of the host share, when anything is. */
function formatFront(front: Plan | undefined): string[] {
  if (!front || front.operations.length + front.held.length === 0) return [];
  const operations = front.operations.map((operation) => `  ${formatOperation(operation)}`);
  return [`${front.project}, for all stacks of the host  ${summarizePlan(front)}`, ...operations, ...formatHeld(front)];
}

function formatOwn(plan: DeployPlan, memory: MemoryBudget): string[] {
  const { project, release, start, rolls, pauses } = plan;
  const held = formatHeld(start);
  if (isNothing(plan)) return [`${project}: no container has to change`, ...held];
  const rolled = new Set(rolls.flatMap(({ next }) => next));
  const others = start.operations.filter((operation) => !("name" in operation && rolled.has(operation.name)));
  return [
    `${project} → r${release}  ${summarizeDeploy(plan)}`,
    ...others.map((operation) => `  ${formatOperation(operation)}${pauseOf(operation, pauses)}`),
    ...rolls.map(formatRoll),
    ...leavingContainers(plan).map((operation) => `  ${formatOperation(operation)}`),
    ...held,
    "",
    ...formatMemory(memory).map((line) => `  ${line}`),
  ];
}

/** `1 roll · 2 create · 3 unchanged`: services that roll, then containers by what is done to them, and the rest as `up` says it. */
function summarizeDeploy(plan: DeployPlan): string {
  const { rolls, start } = plan;
  const beside = rolls.filter(({ old }) => old.length > 0);
  const next = new Set(beside.flatMap((roll) => roll.next));
  const others = start.operations.filter((operation) => !("name" in operation && next.has(operation.name)));
  const rest = { ...start, operations: [...others, ...leavingContainers(plan)] };
  if (beside.length === 0) return summarizePlan(rest);
  const isAll = rest.operations.length + start.unchanged.length + start.held.length === 0;
  return [`${beside.length} roll`, ...(isAll ? [] : [summarizePlan(rest)])].join(" · ");
}

/** Containers of services that the stack no longer has. */
function leavingContainers({ rolls, retire }: DeployPlan): Operation[] {
  const going = new Set(rolls.flatMap(({ old }) => old.map(({ id }) => id)));
  return retire.filter((operation) => operation.type === "remove-container" && !going.has(operation.containerId));
}

function formatHeld({ held }: Pick<Plan, "held">): string[] {
  return held.map(
    ({ service, reason }) => `  held ${service}: ${reason} (--replace ${service} replaces it, with a pause)`,
  );
}

function formatRoll({ service, next, old, reason }: DeployPlan["rolls"][number]): string {
  const count = next.length === 1 ? "1 new container" : `${next.length} new containers`;
  return old.length === 0
    ? `  start ${service}: ${count}`
    : `  roll ${service}: ${reason}; ${count} beside ${old.length}; pause: none`;
}

/** A service that is replaced in place is away from the stop of its old container until the new one is ready. */
function pauseOf(operation: Operation, pauses: readonly Pause[]): string {
  if (operation.type !== "replace-container" && operation.type !== "restart-container") return "";
  const pause = pauses.find(({ service }) => service === operation.service);
  return pause ? `; pause: ${formatPause(pause)}` : "";
}

const columns: readonly Column[] = [
  { title: "MEMORY" },
  { title: "LIMIT" },
  { title: "REPLICAS" },
  { title: "SURGE" },
  { title: "TOGETHER" },
];

function formatMemory({ rows, total, host, unlimited }: MemoryBudget): string[] {
  const table = formatTable(
    columns,
    rows.map(({ service, limit, replicas, surge, total: together }) => [
      service,
      limit === undefined ? "none" : formatBytes(limit),
      String(replicas),
      surge === 0 ? "-" : `+${surge}`,
      together === undefined ? "-" : formatBytes(together),
    ]),
  );
  const open = unlimited.length === 0 ? "" : `, and what ${unlimited.join(", ")} take without a limit`;
  return [...table, `${formatBytes(total)} of the host's ${formatBytes(host)}${open}`];
}

/** The plan as `gantry plan --json` prints it for an environment with a host. */
export function deployPlanToJson(
  plan: DeployPlan,
  { memory, disk, warnings, front }: HostReport,
  ship: readonly string[],
): Record<string, unknown> {
  const { version, project, ...start } = planToJson(plan.start);
  return {
    ...{ version, project, release: plan.release },
    ...(disk && { disk }),
    ...(front && { front: planToJson(front) }),
    ...{ ...start, summary: summarizeDeploy(plan) },
    rolls: plan.rolls,
    retire: plan.retire.map(toPlannedStep),
    ...{ pauses: plan.pauses, targets: plan.targets, ship, memory, warnings },
  };
}
