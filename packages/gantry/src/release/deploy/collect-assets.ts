import type { ContainerInspect } from "../../engine/types.ts";
import { label } from "../../plan/labels.ts";
import { keepAssets, type ServiceImages } from "../assets/keep-assets.ts";
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
  { engine, desired, definitions, kept, signal, emit }: CarryOutOptions,
): Promise<void> {
  const images = imagesOf(containers, kept);
  if (Object.keys(images).length === 0) return;
  try {
    await keepAssets({ engine, desired, definitions, images, signal });
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    emit({
      type: "warning",
      message: `Pages that are open now may miss files after the switch, since those of the version before could not be kept: ${reason}`,
    });
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
