import type { ContainerInspect } from "../../engine/types.ts";
import type { CompareContext } from "./compare-context.ts";

/** `image 3f2a90 → 91bc44`, of ids or of what Gantry has built; or `image web:1 → web:2`. */
export function compareImage(wanted: string, { Image, Config }: ContainerInspect, { image }: CompareContext): string[] {
  const named = Config.Image ?? "";
  if (image) {
    if (image.Id === Image) return [];
    return named === wanted || isId(named)
      ? [`image ${shortId(Image)} → ${shortId(image.Id)}`]
      : [describeChange(named, wanted)];
  }
  return named === wanted ? [] : [describeChange(isId(named) ? shortId(named) : named, wanted)];
}

/** Images that Gantry builds and names by their content have long names, of which only the last part ever changes. */
const byContent = /^(.*):content-([0-9a-f]+)$/;

function describeChange(before: string, after: string): string {
  const [old, next] = [byContent.exec(before), byContent.exec(after)];
  if (!old?.[2] || !next?.[2] || old[1] !== next[1]) return `image ${before} → ${after}`;
  return `image ${old[2].slice(0, 6)} → ${next[2].slice(0, 6)}`;
}

function isId(reference: string): boolean {
  return /^(sha256:)?[0-9a-f]{64}$/.test(reference);
}

export function shortId(id: string): string {
  return id.replace(/^sha256:/, "").slice(0, 6);
}
