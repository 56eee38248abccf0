import type { Engine } from "../../engine/engine.ts";
import { EngineError } from "../../engine/errors.ts";
import type { ContainerInspect } from "../../engine/types.ts";
import { readHealthRules } from "./health-rules.ts";

/** A look at the stack is not to wait long for one check. Milliseconds. */
const patience = 3000;

/** Runs a container's own health check once. False when it fails, does not end in three seconds, or cannot run. */
export async function passesCheck(engine: Engine, container: ContainerInspect, signal: AbortSignal): Promise<boolean> {
  const rules = readHealthRules(container.Config);
  if (!rules) return false;
  const late = AbortSignal.timeout(Math.min(patience, rules.timeout));
  const { command, environment } = rules;
  try {
    const either = AbortSignal.any([signal, late]);
    const { exitCode } = await engine.exec(container.Id, { command, env: environment, signal: either });
    return exitCode === 0;
  } catch (error) {
    if (late.aborted || error instanceof EngineError) return false;
    throw error;
  }
}
