import type { ImageChange, ImageReport } from "./image-report.ts";

/**
 * What an image has more and less than an earlier one: layers are the same when their digests are, wherever they stand.
 *
 * @param previous what the earlier one is called
 */
export function compareImages(now: ImageReport, before: ImageReport, previous: string): ImageChange {
  const had = new Set(before.layers.map(({ digest }) => digest));
  const has = new Set(now.layers.map(({ digest }) => digest));
  const kept = now.layers.filter(({ digest }) => had.has(digest));
  return {
    previous,
    sizeDifference: now.size - before.size,
    kept: kept.length,
    keptSize: kept.reduce((sum, { size }) => sum + size, 0),
    added: now.layers.filter(({ digest }) => !had.has(digest)),
    removed: before.layers.filter(({ digest }) => !has.has(digest)),
  };
}
