import type { Operation } from "./operation.ts";
import type { Plan } from "./plan.ts";

/** An operation as it is shown and sent: without bodies, contents and values. */
export interface PlannedStep {
  id: string;
  type: Operation["type"];
  service?: string;
  /** The container, network, volume or image. */
  target: string;
  reason: string;
}

const verbs = {
  "create-network": "create network",
  "replace-network": "replace network",
  "remove-network": "remove network",
  "create-volume": "create volume",
  "remove-volume": "remove volume",
  "pull-image": "pull",
  "build-image": "build",
  "remove-image": "remove image",
  "create-container": "create",
  "replace-container": "replace",
  "start-container": "start",
  "restart-container": "restart",
  "stop-container": "stop",
  "remove-container": "remove",
  "await-container": "wait for",
} as const satisfies Record<Operation["type"], string>;

/** A sentence: `create db: not there yet`, `replace web: image 3f2a90 → 91bc44, env LOG_LEVEL changed`. */
export function formatOperation(operation: Operation): string {
  return `${verbs[operation.type]} ${subjectOf(operation)}: ${operation.reason}`;
}

/** What people call it: the service, with the number from the second replica on; a network's or volume's key; an image's name. */
function subjectOf(operation: Operation): string {
  if ("number" in operation) {
    return operation.number > 1 ? `${operation.service} ${operation.number}` : operation.service;
  }
  if ("network" in operation) return operation.network;
  if ("volume" in operation) return operation.volume;
  return operation.image;
}

export function toPlannedStep(operation: Operation): PlannedStep {
  const { id, type, reason } = operation;
  const target = "name" in operation ? operation.name : operation.image;
  return { id, type, ...("service" in operation && { service: operation.service }), target, reason };
}

const things = { network: "network", volume: "volume", image: "image" } as const;

/** `2 create · 1 replace · 3 unchanged`. Counts containers by what is done to them, and then networks, volumes and images where there are any. */
export function summarizePlan({ operations, unchanged, held }: Plan): string {
  const counts = new Map<string, number>();
  for (const { type } of operations) {
    const [verb = "", thing = ""] = type.split("-");
    const key =
      thing === "container"
        ? verb === "await"
          ? "wait for"
          : verb
        : `${verb} ${things[thing as keyof typeof things]}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const containersFirst = [...counts].sort(([a], [b]) => Number(a.includes(" ")) - Number(b.includes(" ")));
  const parts = containersFirst.map(([key, count]) => {
    const [verb = "", thing] = key.split(" ");
    if (!thing || key === "wait for") return `${count} ${key}`;
    return `${verb} ${count} ${thing}${count === 1 ? "" : "s"}`;
  });
  const heldNames = new Set(held.map(({ service }) => service));
  if (heldNames.size > 0) parts.push(`${heldNames.size} held`);
  if (unchanged.length > 0 || parts.length === 0) parts.push(`${unchanged.length} unchanged`);
  return parts.join(" · ");
}

/** The plan as `gantry plan --json` prints it. Version 1 of its shape. */
export function planToJson(plan: Plan): Record<string, unknown> {
  const { project, operations, unchanged, held, orphans, warnings, provisional } = plan;
  return {
    version: 1,
    project,
    summary: summarizePlan(plan),
    operations: operations.map((operation) => ({
      ...toPlannedStep(operation),
      after: operation.after,
      ...("gates" in operation && { gates: operation.gates }),
    })),
    unchanged,
    held,
    orphans,
    warnings,
    provisional,
  };
}
