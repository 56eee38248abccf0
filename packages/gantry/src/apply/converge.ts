import type { Desired } from "../plan/desired.ts";
import type { Plan, PlanUpOptions } from "../plan/plan.ts";
import type { ApplyOptions, ApplyResult } from "./apply-options.ts";

export interface ConvergeOptions extends ApplyOptions {
  plan?: PlanUpOptions | undefined;
  /** Sees each plan before anything is done: the place to show it, to ask, or to refuse by throwing. */
  review?: ((plan: Plan) => void | Promise<void>) | undefined;
}

/** Brings a stack up: looks, plans, applies. A plan that depends on images which are not there yet is made again when they are. */
export async function converge(_desired: Desired, _options: ConvergeOptions): Promise<ApplyResult & { plan: Plan }> {
  throw new Error("not there yet");
}
