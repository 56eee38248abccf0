import { leastBytes } from "./plan/least-bytes.ts";
import { layersOf } from "./plan/plan-shipment.ts";
import { prepareShipment } from "./serve-targets.ts";
import type { ShipOptions, ShipTarget } from "./ship-options.ts";

export interface MeasureOptions extends Pick<ShipOptions, "images" | "source" | "signal"> {
  target: ShipTarget;
}

/** What images will take of a target's disk at the least, in bytes: the layers that it lacks, unpacked. Changes nothing. */
export async function measureShipment({ target, ...options }: MeasureOptions): Promise<number> {
  const { images, targets } = await prepareShipment({ ...options, targets: [target] });
  const [ready] = targets;
  if (ready === undefined || "error" in ready) throw ready?.error;
  const sizes = await Promise.all(
    images.map(async ({ inspect }, index) => {
      const plan = ready.plan[index];
      if (plan === undefined || plan.mode === "present") return 0;
      const steps = await options.source.images.history(inspect.Id, { signal: options.signal });
      return leastBytes(layersOf(inspect), plan.choice.send, steps.map(({ Size }) => Size).toReversed());
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
