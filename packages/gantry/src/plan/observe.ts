import type { CallOptions, Engine } from "../engine/engine.ts";
import type { Desired } from "./desired.ts";
import type { Observed } from "./observed.ts";

/** Looks at what the engine has of a project, and of what the stack needs beyond. The planner's only I/O. */
export async function observe(
  _engine: Engine,
  _project: string,
  _desired: Desired | undefined,
  _options: CallOptions = {},
): Promise<Observed> {
  throw new Error("not there yet");
}
