import type { OpenProxyOptions } from "../open-proxy.ts";
import { readFolder } from "../volume/archive.ts";
import { runIn, withSignal } from "../volume/proxy-container.ts";
import { frontKind } from "./front-kind.ts";
import { frontService, placeInFront } from "./front-names.ts";
import type { Exclusively } from "./load-fragment.ts";

export interface WithdrawFragmentOptions extends Pick<OpenProxyOptions, "engine" | "containerId" | "signal"> {
  exclusively: Exclusively;
}

/** Takes a stack out of the front, with all that the front knows of it. Returns whether it was there. */
export async function withdrawFragment(
  project: string,
  { engine, containerId, signal, exclusively }: WithdrawFragmentOptions,
): Promise<boolean> {
  const { folder, assets } = placeInFront(project);
  const container = { engine, id: containerId, folder, signal };
  if ((await readFolder(container, folder)) === undefined) return false;
  await exclusively(async (within) => {
    const at = withSignal(container, within);
    await runIn(at, ["rm", "-rf", folder, assets]);
    await frontKind(frontService).load(at);
  });
  return true;
}
