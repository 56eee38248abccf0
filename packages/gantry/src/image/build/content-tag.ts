import { createHash } from "node:crypto";
import type { ImageInspect } from "../../engine/types.ts";
import { provenanceLabels } from "./image-labels.ts";

/**
 * A tag that stays the same while an image's content does: of its layers and its configuration, without the labels that name the
 * commit. An image that several services share, or that a later commit builds again, has it too.
 */
export function contentTag(image: Pick<ImageInspect, "Architecture" | "Os" | "Variant" | "Config" | "RootFS">): string {
  const { Labels, ...config } = image.Config ?? {};
  const labels = Object.entries(Labels ?? {}).filter(([name]) => !provenanceLabels.has(name));
  const parts = [
    image.Os,
    image.Architecture,
    image.Variant ?? "",
    image.RootFS.Layers ?? [],
    sortKeys(config),
    labels.sort(),
  ];
  return `content-${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12)}`;
}

/** What the engine leaves out and what it says is empty are the same; so are keys in another order. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== null && each !== "" && each !== false);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sortKeys(each)]);
}
