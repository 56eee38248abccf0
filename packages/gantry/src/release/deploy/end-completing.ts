import { removeContainer, stopContainer } from "../../apply/container/remove-container.ts";
import type { Engine } from "../../engine/engine.ts";
import { predecessorName } from "../../plan/container-names.ts";
import type { DeployPlan } from "../../plan/deploy/plan-deploy.ts";
import type { DeployContext } from "./deploy-context.ts";
import { inspectAll } from "./find-containers.ts";

/**
 * Ends what a deploy that is given up has left running although it is to run to its end: a migration, say. It gets its grace period, in which
 * most tools roll their transaction back, and is not kept: told to stop, it may end with 0, and would be taken for done by the next deploy.
 */
export async function endCompleting(
  { start }: DeployPlan,
  { engine, emit, signal }: Pick<DeployContext, "engine" | "emit" | "signal">,
): Promise<void> {
  await Promise.all(
    start.operations.map(async (operation) => {
      if (!("until" in operation) || operation.until !== "completed") return;
      const { name, service } = operation;
      const [found] = await inspectAll(engine, [name], { signal });
      if (!found?.State.Running) return;
      await stopContainer(engine, found.Id, { signal });
      await removeContainer(engine, found.Id, { signal, volumes: true });
      if (operation.type === "replace-container") await putBack(engine, name, operation.old.id, signal);
      emit({ type: "warning", message: `${service} had not ended, and was stopped: the next deploy runs it again.` });
    }),
  );
}

/** The container of its last run: it says what ran then. */
async function putBack(engine: Engine, name: string, old: string, signal: AbortSignal): Promise<void> {
  const [aside] = await inspectAll(engine, [predecessorName(name, old)], { signal });
  if (aside) await engine.containers.rename(aside.Id, name, { signal });
}
