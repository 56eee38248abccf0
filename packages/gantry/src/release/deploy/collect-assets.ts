import type { ContainerInspect } from "../../engine/types.ts";
import { label } from "../../plan/labels.ts";
import type { ProxyDefinition } from "../../proxy/proxy-definition.ts";
import { assetsFolder, assetsVolume } from "../../proxy/volume/layout.ts";
import { type AssetStore, keepAssets, type ServiceImages } from "../assets/keep-assets.ts";
import { findFront } from "../front/find-front.ts";
import type { ReleaseRecord } from "../ledger/release-record.ts";
import type { CarryOutOptions } from "./carry-out.ts";

/**
 * Before the switch: lets the proxies serve what the new containers lack and pages of the releases that are kept still ask for. A deploy does not fail
 * for it.
 *
 * @param containers the new ones
 */
export async function collectAssets(
  containers: readonly ContainerInspect[],
  { engine, project, desired, definitions, kept, signal, emit }: CarryOutOptions,
): Promise<void> {
  const images = imagesOf(containers, kept);
  if (Object.keys(images).length === 0) return;
  try {
    for (const shared of [false, true]) {
      const users = definitions.filter(({ assets, front }) => assets.length > 0 && (front !== undefined) === shared);
      const [first] = users;
      const store = first && (shared ? await findFrontStore(first) : findOwnStore(first));
      if (store) await keepAssets({ engine, project, store, definitions: users, images, signal });
    }
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    emit({
      type: "warning",
      message: `Pages that are open now may miss files after the switch, since those of the version before could not be kept: ${reason}`,
    });
  }

  /** All proxies of the stack have the same volume. */
  function findOwnStore({ service, place }: ProxyDefinition): AssetStore | undefined {
    const volume = desired.volumes[assetsVolume]?.name;
    const tools = desired.services[service]?.image;
    return volume === undefined || tools === undefined ? undefined : { volume, tools, folder: place.assets };
  }

  async function findFrontStore({ place }: ProxyDefinition): Promise<AssetStore | undefined> {
    const front = await findFront(engine, signal);
    const volume = front?.Mounts.find(({ Destination }) => Destination === assetsFolder)?.Name;
    return front && volume !== undefined ? { volume, tools: front.Image, folder: place.assets } : undefined;
  }
}

/** Of services that have others than before; none of the first release. */
function imagesOf(
  containers: readonly ContainerInspect[],
  kept: readonly ReleaseRecord[],
): Record<string, ServiceImages> {
  const images: Record<string, ServiceImages> = {};
  for (const { Config, Image: next } of containers) {
    const service = Config.Labels?.[label.service] ?? "";
    const earlier = kept.flatMap(({ services }) => services[service]?.imageId ?? []);
    if (earlier.length > 0 && earlier[0] !== next) images[service] = { next, earlier };
  }
  return images;
}
