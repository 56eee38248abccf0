import type { Engine } from "../../engine/engine.ts";
import { isGone } from "../../engine/is-gone.ts";
import { isStatus } from "../../engine/is-status.ts";
import type { Ledger } from "../ledger/ledger.ts";

/** The tags that Gantry gives to what it builds: images of the registry are not its to remove. */
const built = /:content-[0-9a-f]{12}$/;

/** Removes the images of releases that cannot be deployed again. One that a container still uses stays. */
export async function pruneImages(engine: Engine, ledger: Ledger, signal: AbortSignal): Promise<void> {
  const [all, kept] = await Promise.all([ledger.list(), ledger.deployable()]);
  const imagesOf = (records: typeof all) =>
    records.flatMap(({ services }) => Object.values(services).map(({ image }) => image));
  const needed = new Set(imagesOf(kept));
  const stale = new Set(imagesOf(all).filter((image) => built.test(image) && !needed.has(image)));
  for (const image of stale) {
    await engine.images.remove(image, { signal }).catch((error: unknown) => {
      const inUse = isStatus(error, 409);
      if (!inUse && !isGone(error)) throw error;
    });
  }
}
