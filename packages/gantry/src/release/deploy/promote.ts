import type { Engine } from "../../engine/engine.ts";
import type { Promotion } from "../../plan/deploy/withhold-names.ts";

/** Lets containers that are ready answer to their service's name. Nobody has asked them by it before, so that nothing is interrupted. */
export async function promote(
  promotions: readonly Promotion[],
  { engine, signal }: { engine: Engine; signal: AbortSignal },
): Promise<void> {
  await Promise.all(
    promotions.map(async ({ container, network, endpoint }) => {
      await engine.networks.disconnect(network, container, { signal });
      await engine.networks.connect(network, container, endpoint, { signal });
    }),
  );
}
