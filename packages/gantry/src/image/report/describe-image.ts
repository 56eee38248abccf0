import type { Engine } from "../../engine/engine.ts";
import type { ImageHistoryEntry, ImageInspect } from "../../engine/types.ts";
import { unlessGone } from "../../engine/unless-gone.ts";
import { makeStepReadable } from "../archive/readable-step.ts";
import { compareImages } from "./compare-images.ts";
import type { PreviousImage } from "./find-previous-image.ts";
import type { ImageReport, ReportedLayer } from "./image-report.ts";

export interface DescribeImageOptions {
  /** The image that it takes the place of. One that the engine does not have any more is as none. */
  previous: PreviousImage | undefined;
  /** Blanks out secrets in the steps' texts. */
  redact: (text: string) => string;
  signal: AbortSignal;
}

/**
 * Says how large an image is and what its layers are, from what the engine knows; nothing is saved.
 *
 * @throws EngineError when there is no such image.
 */
export async function describeImage(
  engine: Engine,
  reference: string,
  { previous, redact, signal }: DescribeImageOptions,
): Promise<ImageReport> {
  const read = async (name: string): Promise<ImageReport> => {
    const [image, history] = await Promise.all([
      engine.images.inspect(name, { signal }),
      engine.images.history(name, { signal }),
    ]);
    const layers = listLayers(image, history, redact);
    return { id: image.Id, size: layers.reduce((sum, { size }) => sum + size, 0), layers };
  };
  const report = await read(reference);
  if (previous === undefined) return report;
  const earlier = await unlessGone(read(previous.id));
  return earlier === undefined ? report : { ...report, change: compareImages(report, earlier, previous.name) };
}

/**
 * Gives each layer its step. The history does not say which steps made a layer: those with a size did, and where there are fewer of them than
 * layers, some without did too, as an empty `COPY` does; they are taken where the text is of a step that writes files.
 */
export function listLayers(
  { RootFS }: Pick<ImageInspect, "RootFS">,
  history: readonly ImageHistoryEntry[],
  redact: (text: string) => string,
): ReportedLayer[] {
  const digests = RootFS.Layers ?? [];
  const steps = [...history].reverse().map(({ CreatedBy, Size }) => ({
    createdBy: makeStepReadable(redact(CreatedBy)),
    size: Size,
  }));
  let missing = digests.length - steps.filter(({ size }) => size > 0).length;
  const made = steps.filter(({ createdBy, size }) => {
    if (size > 0) return true;
    if (missing <= 0 || !/^(?:RUN|COPY|ADD|WORKDIR)\b/.test(createdBy)) return false;
    missing -= 1;
    return true;
  });
  return digests.map((digest, index) => ({
    digest,
    createdBy: made[index]?.createdBy ?? "",
    size: made[index]?.size ?? 0,
  }));
}
