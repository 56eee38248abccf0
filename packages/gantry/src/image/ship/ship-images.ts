import { openArchiveRoute } from "./archive-route.ts";
import { prepareShipment, serveTargets } from "./serve-targets.ts";
import type { ShipOptions, ShipOutcome } from "./ship-options.ts";

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
  const preparation = await prepareShipment(options);
  await using archives = openArchiveRoute(preparation, options);
  return await serveTargets(preparation, { onEvent: options.onEvent, onLeave: archives.leave, work: archives.send });
}
