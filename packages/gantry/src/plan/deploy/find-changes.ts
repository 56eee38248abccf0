import type { Stack } from "../../model/stack.ts";
import { replicasOf, type Slots } from "../describe/context.ts";
import type { Plan } from "../plan.ts";
import type { ServiceContainer } from "../up/find-containers.ts";

export interface FindChangesOptions {
  stack: Stack;
  live: readonly ServiceContainer[];
  /** The containers that each service has from an earlier release. */
  serving: Readonly<Record<string, Slots>>;
  /** What `up` would do to these. */
  plan: Plan;
}

/** The services that roll, with the reason. A container that only stopped is started again where it is. */
export function findChanges(
  rolled: readonly string[],
  { stack, live, serving, plan }: FindChangesOptions,
): Map<string, string> {
  const changes = new Map<string, string>();
  for (const service of rolled) {
    const count = live.filter((each) => each.service === service).length;
    const wanted = replicasOf(stack, service);
    const slots = serving[service];
    const reasons = new Set(
      plan.operations.flatMap((operation) =>
        isMaking(operation.type) && "service" in operation && operation.service === service ? [operation.reason] : [],
      ),
    );
    if (count > 0 && slots === undefined) reasons.add("its first release");
    if (slots !== undefined && slots.numbers.length !== wanted) {
      reasons.clear();
      reasons.add(`replicas ${slots.numbers.length} → ${wanted}`);
    }
    if (wanted === 0 && count === 0) continue;
    if (reasons.size > 0) changes.set(service, [...reasons].join(", "));
  }
  return changes;
}

function isMaking(type: string): boolean {
  return type === "create-container" || type === "replace-container";
}
