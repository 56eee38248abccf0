import type { ContainerInspect } from "../../engine/types.ts";
import type { CompareContext } from "./compare-context.ts";

/** `image 3f2a90 → 91bc44`, or `image web:1 → web:2`. */
export function compareImage(wanted: string, { Image, Config }: ContainerInspect, { image }: CompareContext): string[] {
  const named = Config.Image ?? "";
  if (image) {
    if (image.Id === Image) return [];
    return named === wanted || isId(named)
      ? [`image ${shortId(Image)} → ${shortId(image.Id)}`]
      : [`image ${named} → ${wanted}`];
  }
  return named === wanted ? [] : [`image ${isId(named) ? shortId(named) : named} → ${wanted}`];
}

function isId(reference: string): boolean {
  return /^(sha256:)?[0-9a-f]{64}$/.test(reference);
}

export function shortId(id: string): string {
  return id.replace(/^sha256:/, "").slice(0, 6);
}
