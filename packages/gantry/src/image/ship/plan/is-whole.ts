import type { ImageInspect } from "../../../engine/types.ts";
import { availableManifests } from "./observe-store.ts";
import { layersOf } from "./plan-shipment.ts";

/** Whether a target has every layer that the source shows, in the same order. */
export function isWhole(found: ImageInspect, source: ImageInspect): boolean {
  if (String(layersOf(found)) !== String(layersOf(source))) return false;
  const available = availableManifests(found);
  if (available === undefined) return true;
  const expected = availableManifests(source)?.filter((id) => found.Manifests?.some(({ ID }) => ID === id));
  return available.length > 0 && (expected ?? []).every((id) => available.includes(id));
}
