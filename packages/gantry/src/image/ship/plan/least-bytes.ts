import type { Chain } from "./choose-layers.ts";

/**
 * What layers take unpacked, at the least. An engine tells the sizes of an image's steps, not which of them made a layer: a step of no
 * size may have made an empty one.
 *
 * @param layers of the image, bottom first
 * @param send those that are counted
 * @param steps the bytes that each step added, in the order that the image was built
 */
export function leastBytes(layers: Chain, send: ReadonlySet<string>, steps: readonly number[]): number {
  const sizes = steps.filter((size) => size > 0);
  const empty = Math.max(0, layers.length - sizes.length);
  if (empty === 0) return sum(sizes.filter((_, index) => send.has(layers[index] ?? "")));
  const sent = layers.filter((layer) => send.has(layer)).length;
  const counted = Math.max(0, sent - empty);
  const areLast = layers.slice(layers.length - sent).every((layer) => send.has(layer));
  const candidates = areLast ? sizes.toReversed() : sizes.toSorted((a, b) => a - b);
  return sum(candidates.slice(0, counted));
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
