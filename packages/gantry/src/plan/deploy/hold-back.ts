import type { Stack } from "../../model/stack.ts";
import type { CreateContainer, Operation } from "../operation.ts";
import type { Plan } from "../plan.ts";
import { completionKey } from "./completion-key.ts";
import { limitCompletion } from "./limit-completion.ts";
import { callersNetwork, type Promotion, withholdNames } from "./withhold-names.ts";

export interface HoldBackOptions {
  stack: Stack;
  skipCompleting?: boolean | undefined;
  rerunCompleting?: boolean | undefined;
  completed?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds. */
  completionTimeout?: number | undefined;
  /** The services of which an earlier version is asked meanwhile. Of any other the new one has its name at once: what needs it may not start without. */
  asked: ReadonlySet<string>;
}

/** A plan of `up` as a deploy carries it out: nobody asks a new container before it is ready. */
export function holdBack(
  plan: Plan,
  { stack, skipCompleting, rerunCompleting, completed = {}, completionTimeout, asked }: HoldBackOptions,
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
  // Where what it works on is made anew, so is what it did.
  const anew = plan.operations.some(({ type }) => type === "create-volume");
  const isDone = (each: Operation) =>
    each.type === "create-container" &&
    !anew &&
    each.gates.length === 0 &&
    completed[each.service] === completionKey(each.spec);
  const needed = withoutCompleting(plan.operations, (each) => skipCompleting || (!rerunCompleting && isDone(each)));
  const operations = limitCompletion(needed, completionTimeout);
  return {
    plan: {
      ...plan,
      operations: operations.map((each) => (each.type === "create-container" ? quiet(each) : each)),
    },
    promotions,
  };
}

/** What waits for them goes on without. */
function withoutCompleting(
  operations: readonly Operation[],
  isSkipped: (operation: Operation) => boolean | undefined,
): Operation[] {
  const skipped = new Set(
    operations.flatMap((each) => ("until" in each && each.until === "completed" && isSkipped(each) ? [each.id] : [])),
  );
  return operations
    .filter(({ id }) => !skipped.has(id))
    .map((each) => {
      const after = each.after.filter((id) => !skipped.has(id));
      if (!("gates" in each)) return { ...each, after };
      return { ...each, after, gates: each.gates.filter(({ operation }) => !skipped.has(operation)) };
    });
}
