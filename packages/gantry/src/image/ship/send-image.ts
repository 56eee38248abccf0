import type { Engine } from "../../engine/engine.ts";
import { recognizeEngineText } from "../../engine/errors/recognize-engine-text.ts";
import { EngineError } from "../../engine/errors.ts";
import { isGone } from "../../engine/is-gone.ts";
import { UserError } from "../../model/error.ts";
import { chooseAll, type LayerChoice } from "./plan/choose-layers.ts";
import { isWhole } from "./plan/is-whole.ts";
import { inspectImage, type ObservedStore } from "./plan/observe-store.ts";
import { type ImagePlan, layersOf, type SourceImage } from "./plan/plan-shipment.ts";
import type { ImageResult } from "./serve-targets.ts";
import type { ImageFiles } from "./stock/image-files.ts";
import type { ImageStock } from "./stock/stock-image.ts";
import { countLayerBytes, writeArchive } from "./wire/write-archive.ts";

export interface SendOptions {
  engine: Engine;
  /** What the target had at the start. */
  observed: ObservedStore;
  image: SourceImage;
  plan: ImagePlan;
  openStock: (part: "planned" | "whole") => Promise<ImageStock>;
  onStart: (choice: LayerChoice) => void;
  onProgress: (progress: { current: number; total?: number }) => void;
  onWhole: (reason: string) => void;
  signal: AbortSignal;
}

/**
 * Brings one image to one target and gives it its name there. The archive names no tag: only an image that is proven to be whole gets
 * its name, in one step, so that whatever goes wrong before leaves the target's tags as they were.
 */
export async function sendImage(options: SendOptions): Promise<ImageResult> {
  const { plan, image } = options;
  if (plan.mode === "present" && (await giveName(plan.id, options))) {
    return { id: plan.id, mode: "present", layersSent: 0, layersKept: plan.layers, bytesSent: 0 };
  }
  let bytesSent = 0;
  const count = (bytes: number) => (bytesSent += bytes);
  if (plan.mode === "thin") {
    options.onStart(plan.choice);
    const attempt = await tryThin(plan.choice, options, count);
    if (typeof attempt === "object") {
      return { id: attempt.id, mode: "thin", layersSent: plan.choice.sent, layersKept: plan.choice.kept, bytesSent };
    }
    options.onWhole(attempt);
  }
  const choice = chooseAll(layersOf(image.inspect));
  options.onStart(choice);
  const id = await loadImage(choice, await options.openStock("whole"), options, count);
  if (!(await giveName(id, options))) throw vanished(options);
  return { id, mode: "whole", layersSent: choice.sent, layersKept: 0, bytesSent };
}

/** @returns the image's id, or why a thin archive is not enough here. */
async function tryThin(
  choice: LayerChoice,
  options: SendOptions,
  count: (bytes: number) => void,
): Promise<{ id: string } | string> {
  try {
    const id = await loadImage(choice, await options.openStock("planned"), options, count);
    return (await giveName(id, options)) ? { id } : "the image was removed again";
  } catch (error) {
    if (error instanceof IncompleteImage) return error.message;
    // A target without room has none for more; whatever else an engine refuses, it may take with all layers.
    if (error instanceof EngineError && recognizeEngineText(error.detail) !== "disk-full") return error.detail;
    throw error;
  }
}

/** @throws IncompleteImage, EngineError; what was left on the target is removed then. */
async function loadImage(
  choice: LayerChoice,
  stock: ImageStock,
  options: SendOptions,
  count: (bytes: number) => void,
): Promise<string> {
  const { engine, observed, signal, onProgress } = options;
  const wanted = { send: choice.send, kind: observed.kind };
  let current = 0;
  let total: number | undefined;
  stock.image.then((files) => (total = countLayerBytes(stock, files, wanted))).catch(() => {});
  const archive = async function* () {
    for await (const chunk of writeArchive(stock, { ...wanted, signal })) {
      current += chunk.length;
      count(chunk.length);
      onProgress({ current, ...(total !== undefined && { total: Math.max(total, current) }) });
      yield chunk;
    }
  };
  try {
    for await (const _ of engine.images.load(archive(), { signal }));
  } catch (error) {
    if (error instanceof EngineError) await removeRemains(await stock.image, options);
    throw error;
  }
  const files = await stock.image;
  const id = storeId(files, observed);
  const found = await inspectImage(engine, id, signal);
  if (found !== undefined && isWhole(found, options.image.inspect)) return id;
  await removeRemains(files, options);
  throw new IncompleteImage("not all of its layers are there");
}

/** The target took the archive, and yet lacks a part of the image. */
class IncompleteImage extends Error {
  override readonly name = "IncompleteImage";
}

const storeId = (files: ImageFiles, { kind }: ObservedStore): string =>
  kind === "classic" ? files.configDigest : files.manifestDigest;

/** A containerd store keeps an image whose layers are missing. What was there before, whole, stays. */
async function removeRemains(files: ImageFiles, { engine, observed, signal }: SendOptions): Promise<void> {
  const id = storeId(files, observed);
  if (observed.images.some(({ Id }) => Id === id)) return;
  try {
    await engine.images.remove(id, { force: true, signal });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
}

/** @returns false when the image is not there (any more). */
async function giveName(id: string, { engine, image: { name }, signal }: SendOptions): Promise<boolean> {
  try {
    if (name === undefined) await engine.images.inspect(id, { signal });
    else await engine.images.tag(id, name, { signal });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

function vanished({ image }: SendOptions): UserError {
  return new UserError(`${image.reference} was removed on the target as soon as it was there.`, {
    code: "failed",
    fix: "See what removes images there (a prune job?), and ship again.",
  });
}
