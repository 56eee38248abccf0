import { sendImage } from "./send-image.ts";
import { prepareShipment, serveTargets } from "./serve-targets.ts";
import type { ShipOptions, ShipOutcome } from "./ship-options.ts";
import { createStocks } from "./stock/stocks.ts";
import { acceptsZstd, chooseCodec } from "./wire/codec.ts";

/**
 * Brings images from one engine to others: only the layers that each of them lacks, compressed, through the connection that the engine is
 * reached by. Images go one after the other, targets side by side; what fails on one target ends that target alone. Calling it again after a
 * broken link goes on with the first image that is not there yet.
 *
 * @returns how it went on each target, in their order
 * @throws UserError `image-missing` when the source lacks an image, `unsupported` for a compression that cannot be had;
 *   EngineUnreachableError of the source
 *
 * @example
 *     const outcomes = await shipImages({ images: ["shop-web:1"], source, targets: [{ engine, name: "production" }], signal });
 */
export async function shipImages(options: ShipOptions): Promise<ShipOutcome[]> {
  const { source, signal, onEvent, compression = "auto" } = options;
  const preparation = await prepareShipment(options);
  const { images, sourceKind } = preparation;
  const ready = preparation.targets.filter((each) => "plan" in each);
  const codec = chooseCodec(
    compression,
    ready.every(({ observed }) => acceptsZstd(observed.version)),
  );
  const plans = ready.map(({ plan }) => plan);
  await using stocks = createStocks({ source, sourceKind, images, plans, codec, signal });
  return await serveTargets(preparation, {
    onEvent,
    onLeave: (index) => stocks.leave(index),
    work: ({ ready: { target, observed }, index, image, plan, emit }) => {
      const subject = { target: target.name, image: image.reference };
      return sendImage({
        engine: target.engine,
        observed,
        image,
        plan,
        signal,
        openStock: (part) => stocks.open(index, part),
        onStart: ({ sent, kept }) => {
          const mode = kept > 0 ? "thin" : "whole";
          emit({ type: "image-start", ...subject, mode, layersSent: sent, layersKept: kept });
        },
        onProgress: (progress) => emit({ type: "progress", ...subject, ...progress, unit: "bytes" }),
        onWhole: (reason) => emit({ type: "image-whole", ...subject, reason }),
      });
    },
  });
}
