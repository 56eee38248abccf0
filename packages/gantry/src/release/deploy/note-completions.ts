import { completionKey } from "../../plan/deploy/completion-key.ts";
import type { DeployPlan } from "../../plan/deploy/plan-deploy.ts";
import type { ReleaseRecord } from "../ledger/release-record.ts";
import type { UntimedDeployEvent } from "./deploy-event.ts";

type Completions = NonNullable<ReleaseRecord["completed"]>;

/** Notes what has run to its end: its container may be gone by the next deploy, as `docker system prune` removes those that do not run. */
export function noteCompletions({ start }: DeployPlan): {
  /** To be called with each event as it happens. */
  read(event: UntimedDeployEvent): void;
  completed(): Completions;
} {
  const completed: Completions = {};
  return {
    read: (event) => {
      if (event.type !== "phase" || event.phase !== "completed") return;
      const operation = start.operations.find(
        (each) => "name" in each && each.name === event.container && "spec" in each,
      );
      const key = operation && "spec" in operation ? completionKey(operation.spec) : undefined;
      if (key !== undefined) completed[event.service] = key;
    },
    completed: () => completed,
  };
}

/** What ran to its end last, by service. */
export function lastCompletions(releases: readonly ReleaseRecord[]): Completions {
  const oldestFirst = releases.toReversed().map(({ completed }) => completed);
  return Object.assign({}, ...oldestFirst);
}
