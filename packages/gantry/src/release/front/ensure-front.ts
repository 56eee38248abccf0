import { applyPlan } from "../../apply/apply-plan.ts";
import { UserError } from "../../model/error.ts";
import { frontProject } from "../../proxy/front/front-names.ts";
import { prepareInFront } from "../../proxy/front/prepare-in-front.ts";
import type { EmitDeployEvent } from "../deploy/deploy-event.ts";
import { findFront } from "./find-front.ts";
import { type FrontOutlook, lookAtFront } from "./look-at-front.ts";
import { underFrontLock } from "./under-front-lock.ts";

export interface EnsureFrontOptions {
  emit: EmitDeployEvent;
  lockWait?: number | undefined;
  waitTimeout?: number | undefined;
  signal: AbortSignal;
}

/** Makes the front unless it runs as it is to, and gives the stack its folder there. It answers no other requests by that than before. */
export async function ensureFront(
  { plan, asked }: FrontOutlook,
  { emit, lockWait, waitTimeout, signal }: EnsureFrontOptions,
): Promise<void> {
  const { engine, project, definition } = asked;
  if (plan.operations.length > 0) {
    await underFrontLock({ engine, project, lockWait, signal })(async (within) => {
      // Another stack may have made it meanwhile.
      const now = await lookAtFront({ ...asked, signal: within });
      const toApply = (event: Parameters<NonNullable<Parameters<typeof applyPlan>[1]["emit"]>>[0]) => emit(event);
      await applyPlan(now.plan, { engine, emit: toApply, signal: within, waitTimeout });
    });
  }
  const container = await findFront(engine, signal);
  if (!container?.State.Running) {
    throw new UserError("The front of this host does not run.", {
      code: "failed",
      fix: `Look at its log: gantry -p ${frontProject} logs.`,
    });
  }
  await prepareInFront(definition, { engine, id: container.Id, signal });
}
