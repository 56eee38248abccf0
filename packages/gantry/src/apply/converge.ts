import { UserError } from "../model/error.ts";
import type { Desired } from "../plan/desired.ts";
import { label } from "../plan/labels.ts";
import { observe } from "../plan/observe.ts";
import type { Observed } from "../plan/observed.ts";
import type { Plan, PlanUpOptions } from "../plan/plan.ts";
import { planUp } from "../plan/plan-up.ts";
import type { ApplyOptions, ApplyResult } from "./apply-options.ts";
import { applyPlan } from "./apply-plan.ts";
import { isFetchingImage } from "./schedule/milestones.ts";

export interface ConvergeOptions extends ApplyOptions {
  plan?: PlanUpOptions | undefined;
  /** Sees each plan before anything is done: the place to show it, to ask, or to refuse by throwing. */
  review?: ((plan: Plan) => void | Promise<void>) | undefined;
}

/** Requests go to the containers of a release, by its alias: `up` would take these away from under the proxy. */
function refuseDeployed({ containers }: Observed): void {
  const deployed = containers.find(({ Config }) => Config.Labels?.[label.release] !== undefined);
  if (!deployed) return;
  const release = deployed.Config.Labels?.[label.release];
  throw new UserError(`This stack was deployed (r${release}); "gantry up" would interrupt what it serves.`, {
    code: "refused",
    fix: "Run gantry deploy. To begin anew: gantry down, then gantry up.",
  });
}

/**
 * Brings a stack up: looks, plans, applies. A plan that depends on images which are not there yet is made again when they are.
 *
 * @throws UserError As `planUp` and `applyPlan` do.
 */
export async function converge(desired: Desired, options: ConvergeOptions): Promise<ApplyResult & { plan: Plan }> {
  const began = performance.now();
  const { engine, signal } = options;
  const look = async (more: PlanUpOptions = {}) => {
    const observed = await observe(engine, desired.project, desired, signal ? { signal } : {});
    refuseDeployed(observed);
    return planUp(desired, observed, { ...options.plan, ...more });
  };
  let plan = await look();
  await options.review?.(plan);
  let images: ApplyResult | undefined;
  if (plan.provisional) {
    const fetching = { ...plan, operations: plan.operations.filter(isFetchingImage), provisional: false };
    images = await applyPlan(fetching, options);
    plan = await look({ imagesReady: true });
    await options.review?.(plan);
  }
  const result = await applyPlan(plan, options);
  return {
    ...result,
    done: [...(images?.done ?? []), ...result.done],
    changed: result.changed,
    milliseconds: performance.now() - began,
    plan,
  };
}
