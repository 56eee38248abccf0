import { sendImage } from "./send-image.ts";
import type { ImageResult, ImageWork, Preparation } from "./serve-targets.ts";
import type { ShipOptions } from "./ship-options.ts";
import { createStocks } from "./stock/stocks.ts";
import { acceptsZstd, chooseCodec } from "./wire/codec.ts";

/** Brings images to targets as archives; each image is saved and compressed once for all of them. */
export interface ArchiveRoute extends AsyncDisposable {
  send(work: ImageWork): Promise<ImageResult>;
  /** One target is through with an image, or will never come to it. */
  leave(index: number): Promise<void>;
}

/** @throws UserError `unsupported` for a compression that cannot be had */
export function openArchiveRoute(
  { images, sourceKind, targets }: Preparation,
  { source, signal, compression = "auto" }: Pick<ShipOptions, "source" | "signal" | "compression">,
): ArchiveRoute {
  const ready = targets.filter((each) => "plan" in each);
  const codec = chooseCodec(
    compression,
    ready.every(({ observed }) => acceptsZstd(observed.version)),
  );
  const plans = ready.map(({ plan }) => plan);
  const stocks = createStocks({ source, sourceKind, images, plans, codec, signal });
  return {
    leave: (index) => stocks.leave(index),
    send({ ready: { target, observed }, index, image, plan, emit }) {
      const subject = { target: target.name, image: image.reference };
      return sendImage({
        ...{ engine: target.engine, observed, image, plan, signal },
        openStock: (part) => stocks.open(index, part),
        onStart: ({ sent, kept }) => {
          const mode = kept > 0 ? "thin" : "whole";
          emit({ type: "image-start", ...subject, mode, layersSent: sent, layersKept: kept });
        },
        onProgress: (progress) => emit({ type: "progress", ...subject, ...progress, unit: "bytes" }),
        onWhole: (reason) => emit({ type: "image-whole", ...subject, reason }),
      });
    },
    [Symbol.asyncDispose]: () => stocks[Symbol.asyncDispose](),
  };
}
