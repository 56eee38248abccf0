import type { Desired } from "../../plan/desired.ts";
import type { Observed } from "../../plan/observed.ts";
import type { Operation } from "../../plan/operation.ts";
import type { Plan } from "../../plan/plan.ts";
import { planUp } from "../../plan/plan-up.ts";

/** What must be there before a one-off container of a service runs: its networks, volumes and image, and what it depends on. */
export function planForOneOff(
  desired: Desired,
  observed: Observed,
  { service, deps }: { service: string; deps: boolean },
): Plan {
  const own = planUp(desired, observed, { services: [service], noDeps: true });
  const dependencies = Object.keys(desired.services[service]?.dependencies ?? {});
  const operations = own.operations.filter(isGround);
  if (!deps || dependencies.length === 0) return keep({ ...own, held: [] }, operations);
  const others = planUp(desired, observed, { services: dependencies });
  const planned = new Set(operations.map(({ id }) => id));
  return keep(others, [...operations, ...others.operations.filter(({ id }) => !planned.has(id))]);
}

/** Makes the ground that containers stand on, without touching one. */
function isGround({ type }: Operation): boolean {
  return type === "create-network" || type === "create-volume" || type === "pull-image" || type === "build-image";
}

function keep(plan: Plan, operations: Operation[]): Plan {
  const ids = new Set(operations.map(({ id }) => id));
  return {
    ...plan,
    operations: operations.map((operation) => ({ ...operation, after: operation.after.filter((id) => ids.has(id)) })),
    provisional: false,
  };
}
