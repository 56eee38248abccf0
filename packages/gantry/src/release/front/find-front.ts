import type { Engine } from "../../engine/engine.ts";
import type { ContainerInspect } from "../../engine/types.ts";
import { unlessGone } from "../../engine/unless-gone.ts";
import { label } from "../../plan/labels.ts";
import { frontProject, frontService } from "../../proxy/front/front-names.ts";

/** The container of the front, whether it runs or not. Undefined: the host has none. */
export async function findFront(engine: Engine, signal: AbortSignal): Promise<ContainerInspect | undefined> {
  const containers = await engine.containers.list({ labels: [`${label.project}=${frontProject}`] }, { signal });
  const found = containers.find(
    ({ Labels }) => Labels[label.service] === frontService && Labels[label.oneOff] !== "True",
  );
  if (!found) return undefined;
  return await unlessGone(engine.containers.inspect(found.Id, { signal }));
}
