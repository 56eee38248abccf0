import type { Engine } from "../../engine/engine.ts";
import type { ImageInspect } from "../../engine/types.ts";
import { unlessGone } from "../../engine/unless-gone.ts";

/** How many of an image's lowest layers are all the layers of one of its bases. A base that the engine does not have counts for nothing. */
export async function countBaseLayers(
  engine: Engine,
  image: ImageInspect,
  bases: readonly string[],
  options: { signal?: AbortSignal },
): Promise<number> {
  const layers = image.RootFS.Layers ?? [];
  const counts = await Promise.all(
    bases.map(async (base) => {
      const found = await unlessGone(engine.images.inspect(base, options));
      const below = found?.RootFS.Layers ?? [];
      return below.every((digest, index) => layers[index] === digest) ? below.length : 0;
    }),
  );
  return Math.max(0, ...counts);
}
