import type { StoreKind } from "./observe-store.ts";

/** The layers of an image, by diff id, bottom first. */
export type Chain = readonly string[];

/** Which layers of an image go to a target, and which stay out because it has them. */
export interface LayerChoice {
  send: ReadonlySet<string>;
  /** Numbers of layers of the image; one that occurs twice counts twice. */
  sent: number;
  kept: number;
}

/**
 * Chooses the layers that a target lacks.
 *
 * A classic store looks a layer up together with all below it: of the image, the longest beginning that any of its images shares is
 * there. A containerd store looks blobs up by themselves, wherever they stand.
 */
export function chooseLayers(image: Chain, present: readonly Chain[], kind: StoreKind): LayerChoice {
  return toChoice(image, kind === "classic" ? missingAbove(image, present) : missingAnywhere(image, present));
}

export function chooseAll(image: Chain): LayerChoice {
  return toChoice(image, new Set(image));
}

function missingAbove(image: Chain, present: readonly Chain[]): Set<string> {
  const shared = Math.max(0, ...present.map((chain) => countShared(image, chain)));
  // A layer may occur again further up, where it is missing: then its blob has to be there.
  return new Set(image.slice(shared));
}

function missingAnywhere(image: Chain, present: readonly Chain[]): Set<string> {
  const known = new Set(present.flat());
  return new Set(image.filter((layer) => !known.has(layer)));
}

function countShared(a: Chain, b: Chain): number {
  let count = 0;
  while (count < a.length && a[count] === b[count]) count++;
  return count;
}

function toChoice(image: Chain, send: Set<string>): LayerChoice {
  const sent = image.filter((layer) => send.has(layer)).length;
  return { send, sent, kept: image.length - sent };
}
