import type { Plan } from "../plan/plan.ts";
import type { ApplyOptions, ApplyResult } from "./apply-options.ts";

/**
 * Does what a plan says, as parallel as its `after` and `gates` allow: images first, then everything else. Serves every plan: up, down, stop, start, restart.
 * When something fails, what needs it is left alone and what does not goes on; the error at the end has all failures, the first one first.
 *
 * @throws UserError With the code of the first failure; `interrupted` when the signal was aborted, with the state that things are in.
 */
export async function applyPlan(_plan: Plan, _options: ApplyOptions): Promise<ApplyResult> {
  throw new Error("not there yet");
}
