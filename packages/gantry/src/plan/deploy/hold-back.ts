import type { Stack } from "../../model/stack.ts";
import type { CreateContainer, Operation } from "../operation.ts";
import type { Plan } from "../plan.ts";
import { limitCompletion } from "./limit-completion.ts";
import { callersNetwork, type Promotion, withholdNames } from "./withhold-names.ts";

export interface HoldBackOptions {
  stack: Stack;
  skipCompleting?: boolean | undefined;
  /** Milliseconds. */
  completionTimeout?: number | undefined;
  /** The services of which an earlier version is asked meanwhile. Of any other the new one has its name at once: what needs it may not start without. */
  asked: ReadonlySet<string>;
}

/** A plan of `up` as a deploy carries it out: nobody asks a new container before it is ready. */
export function holdBack(
  plan: Plan,
  { stack, skipCompleting, completionTimeout, asked }: HoldBackOptions,
): { plan: Plan; promotions: Promotion[] } {
  const promotions: Promotion[] = [];
  const quiet = (operation: CreateContainer): CreateContainer => {
    const { service, name } = operation;
    const network = asked.has(service) ? callersNetwork(stack, service) : undefined;
    const withheld = network === undefined ? undefined : withholdNames(operation.spec, { service, network });
    if (network === undefined || withheld === undefined) return operation;
    promotions.push({ container: name, network, endpoint: withheld.endpoint });
    return { ...operation, spec: withheld.spec };
  };
  const operations = skipCompleting
    ? withoutCompleting(plan.operations)
    : limitCompletion(plan.operations, completionTimeout);
  return {
    plan: {
      ...plan,
      operations: operations.map((each) => (each.type === "create-container" ? quiet(each) : each)),
    },
    promotions,
  };
}

function withoutCompleting(operations: readonly Operation[]): Operation[] {
  const skipped = new Set(
    operations.flatMap((each) => ("until" in each && each.until === "completed" ? [each.id] : [])),
  );
  return operations
    .filter(({ id }) => !skipped.has(id))
    .map((each) => {
      const after = each.after.filter((id) => !skipped.has(id));
      if (!("gates" in each)) return { ...each, after };
      return { ...each, after, gates: each.gates.filter(({ operation }) => !skipped.has(operation)) };
    });
}
