import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../model/error.ts";
import { frontProject } from "../../proxy/front/front-names.ts";
import { readFragments } from "../../proxy/front/read-fragments.ts";
import { findFront } from "./find-front.ts";

/**
 * Keeps the front from being taken down beneath the stacks that it answers for. Every other project is none of its business.
 *
 * @throws UserError `refused`, with the stacks' names.
 */
export async function refuseFrontInUse(engine: Engine, project: string, signal: AbortSignal): Promise<void> {
  if (project !== frontProject) return;
  const container = await findFront(engine, signal);
  const fragments = container ? await readFragments({ engine, id: container.Id, signal }) : new Map<string, string>();
  if (fragments.size === 0) return;
  const names = [...fragments.keys()].sort().map((name) => JSON.stringify(name));
  throw new UserError(`${frontProject} answers for ${names.join(", ")} on this host.`, {
    code: "refused",
    fix: "Take these stacks down first: gantry down.",
  });
}
