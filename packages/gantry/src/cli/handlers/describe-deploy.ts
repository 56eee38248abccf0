import { type DeployPlan, isNothing } from "../../plan/deploy/plan-deploy.ts";
import { formatOperation, summarizePlan } from "../../plan/format-operation.ts";

/** A deploy's plan as people read it: a sentence an operation, and what is interrupted. */
export function formatDeployPlan(plan: DeployPlan): string[] {
  const { project, release, start, rolls, retire } = plan;
  if (isNothing(plan)) return [`${project}: nothing to change`];
  const rolled = new Set(rolls.flatMap(({ next }) => next));
  const others = start.operations.filter((operation) => !("name" in operation && rolled.has(operation.name)));
  const going = new Set(rolls.flatMap(({ old }) => old.map(({ id }) => id)));
  return [
    `${project} → r${release}  ${summarizePlan(start)}`,
    ...others.map((operation) => `  ${formatOperation(operation)}`),
    ...rolls.map(({ service, next, old, reason }) => {
      const count = next.length === 1 ? "1 new container" : `${next.length} new containers`;
      return old.length === 0
        ? `  start ${service}: ${count}`
        : `  roll ${service}: ${reason}; ${count} beside ${old.length}, no pause`;
    }),
    ...retire
      .filter((operation) => !("containerId" in operation && going.has(operation.containerId)))
      .filter(({ type }) => type === "remove-container")
      .map((operation) => `  ${formatOperation(operation)}`),
    ...start.held.map(({ service, reason }) => `  held ${service}: ${reason} (--replace ${service} replaces it)`),
  ];
}
