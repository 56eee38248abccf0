import type { PositionIndex } from "../model/position.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import type { Loading, Variables } from "./loading.ts";
import type { Node } from "./node.ts";
import { positionIndex } from "./position-index.ts";
import { composeFile } from "./schema/stack.ts";
import { setOwn } from "./set-own.ts";
import { checkComplete } from "./steps/check-complete.ts";
import { checkConsistency } from "./steps/check-consistency.ts";
import { dropUnused } from "./steps/drop-unused.ts";
import { normalise } from "./steps/normalise.ts";
import { resolveEnvironment } from "./steps/resolve-environment.ts";
import { selectProfiles } from "./steps/select-profiles.ts";

export interface FinishOptions {
  /** The project's name. */
  name: string;
  variables: Variables;
  profiles: readonly string[];
}

export interface FinishedStack {
  stack: Stack;
  inactive: Record<string, Service>;
  positions: PositionIndex;
}

/**
 * The stack of a merged canonical model: completed, its active services selected, checked, their env files read.
 *
 * @throws UserError `config` with every finding.
 */
export function finishStack(
  model: Node,
  { name, variables, profiles }: FinishOptions,
  loading: Loading,
): FinishedStack {
  const { findings } = loading;
  checkComplete(model, composeFile, [], findings);
  findings.throwIfFound();
  const whole = normalise(model, name, variables);
  const { active, inactive } = selectProfiles(whole.services, profiles);
  const stack: Stack = { ...whole, services: active };
  checkConsistency(stack, inactive, model, findings);
  for (const [service, value] of Object.entries(active)) {
    setOwn(active, service, resolveEnvironment(value, { name: service, model, variables, loading }));
  }
  findings.throwIfFound();
  return { stack: dropUnused(stack), inactive, positions: positionIndex(model) };
}
