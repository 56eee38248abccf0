import type { Engine } from "../../engine/engine.ts";
import { isGone } from "../../engine/is-gone.ts";
import type { EngineInfo } from "../../engine/types.ts";
import { measureShipment } from "../../image/ship/measure-shipment.ts";
import { shipImages } from "../../image/ship/ship-images.ts";
import type { Shipper } from "../deploy/deploy-options.ts";

/**
 * Brings images from one engine to another. Undefined when both are the same.
 *
 * @param options.host what the target says of itself
 */
export async function createShipper(
  source: Engine,
  target: Engine,
  { host, signal }: { host: Pick<EngineInfo, "ID">; signal: AbortSignal },
): Promise<Shipper | undefined> {
  const here = await source.info({ signal });
  if (here.ID === host.ID) return undefined;
  const place = { engine: target, name: target.address };
  return {
    find: async (references) => {
      const found = await Promise.all(
        references.map(async (reference) => {
          try {
            return [[reference, await source.images.inspect(reference, { signal })] as const];
          } catch (error) {
            if (!isGone(error)) throw error;
            return [];
          }
        }),
      );
      return Object.fromEntries(found.flat());
    },
    measure: (images, within) => measureShipment({ images, source, target: place, signal: within }),
    ship: async (images, emit, within) => {
      const [outcome] = await shipImages({
        images,
        source,
        targets: [place],
        signal: within,
        onEvent: emit,
      });
      if (outcome?.error !== undefined) throw outcome.error;
    },
  };
}
