import type { OpenProxyOptions } from "../open-proxy.ts";
import { packFolder, readFolder } from "../volume/archive.ts";
import { runIn, withSignal } from "../volume/proxy-container.ts";
import { frontKind } from "./front-kind.ts";
import { fragmentFile, frontService, placeInFront } from "./front-names.ts";
import type { Exclusively } from "./load-fragment.ts";

export interface WithdrawFragmentOptions extends Pick<OpenProxyOptions, "engine" | "containerId" | "signal"> {
  /** The front runs. In one that does not, nothing can be removed; its fragment says nothing any more. */
  running: boolean;
  exclusively: Exclusively;
}

/** Takes a stack out of the front, with all that the front knows of it. Returns whether it was there. */
export async function withdrawFragment(
  project: string,
  { engine, containerId, running, signal, exclusively }: WithdrawFragmentOptions,
): Promise<boolean> {
  const { folder, assets } = placeInFront(project);
  const container = { engine, id: containerId, folder, signal };
  if ((await readFolder(container, folder)) === undefined) return false;
  await exclusively(async (within) => {
    const at = withSignal(container, within);
    if (!running) {
      const files = new Map([fragmentFile, "loaded"].map((file) => [file, ""] as const));
      await engine.containers.putArchive(containerId, folder, await packFolder({ files, links: new Map() }), {
        signal: at.signal,
      });
      return;
    }
    await runIn(at, ["rm", "-rf", folder, assets]);
    await frontKind(frontService).load(at);
  });
  return true;
}
