import type { ImageInspect } from "../../../engine/types.ts";
import { chooseAll, chooseLayers, type LayerChoice } from "./choose-layers.ts";
import type { ObservedStore, StoreKind } from "./observe-store.ts";
import { isSameImage } from "./same-image.ts";

/** An image to ship, as its source shows it. */
export interface SourceImage {
  /** As it was asked for. */
  reference: string;
  /** The name that it gets on the targets; absent for one that was asked for by its id or digest. */
  name: { repo: string; tag: string } | undefined;
  inspect: ImageInspect;
}

/** What has to be done for one image on one target. */
export type ImagePlan =
  | { mode: "present"; id: string; layers: number }
  | { mode: "thin" | "whole"; choice: LayerChoice };

export interface ShipmentOptions {
  sourceKind: StoreKind;
  whole: boolean;
}

/** Plans the images of one target, in their order: what an earlier one brings, a later one need not bring again. */
export function planShipment(
  images: readonly SourceImage[],
  target: ObservedStore,
  { sourceKind, whole }: ShipmentOptions,
): ImagePlan[] {
  const present = target.images.map(layersOf);
  // Whether a thin image is wholly there, only newer engines with a containerd store can say.
  const verifiable = target.kind === "classic" || target.tellsAvailability;
  return images.map(({ inspect }) => {
    const layers = layersOf(inspect);
    const same = target.images.find((each) => isSameImage(inspect, each, sourceKind === target.kind));
    if (same !== undefined && !whole) return { mode: "present", id: same.Id, layers: layers.length };
    const choice = whole || !verifiable ? chooseAll(layers) : chooseLayers(layers, present, target.kind);
    present.push(layers);
    return { mode: choice.kept > 0 ? "thin" : "whole", choice };
  });
}

export const layersOf = ({ RootFS }: Pick<ImageInspect, "RootFS">): readonly string[] => RootFS.Layers ?? [];
