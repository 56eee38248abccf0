import type { ImageInspect } from "../../engine/types.ts";
import { createPullProgress } from "../registry/pull-progress.ts";
import { isWhole } from "./plan/is-whole.ts";
import { inspectImage } from "./plan/observe-store.ts";
import type { ImageWork } from "./serve-targets.ts";

export interface Pulled {
  /** The image; undefined when the engine lacks a part of it. */
  found: ImageInspect | undefined;
  /** Layers that were downloaded. */
  layers: number;
  /** Bytes that were downloaded. */
  bytes: number;
}

/** Lets a target pull `repository@digest`, with a login that goes with this call alone. */
export async function pullByDigest(
  { ready: { target }, image, emit }: ImageWork,
  reference: string,
  { signal, auth }: { signal: AbortSignal; auth: string | undefined },
): Promise<Pulled> {
  const next = createPullProgress();
  const fetched = new Set<string>();
  let bytes = 0;
  for await (const message of target.engine.images.pull(reference, { signal, ...(auth !== undefined && { auth }) })) {
    const progress = next(message);
    if (message.status === "Download complete" && message.id !== undefined) fetched.add(message.id);
    if (progress === undefined) continue;
    bytes = progress.total;
    emit({ type: "progress", target: target.name, image: image.reference, ...progress, unit: "bytes" });
  }
  const found = await inspectImage(target.engine, reference, signal);
  const whole = found !== undefined && isWhole(found, image.inspect);
  return { found: whole ? found : undefined, layers: fetched.size, bytes };
}
