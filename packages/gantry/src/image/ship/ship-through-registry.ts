import type { Engine } from "../../engine/engine.ts";
import { EngineError } from "../../engine/errors.ts";
import { resolveRegistryAuth } from "../registry/registry-auth.ts";
import { openArchiveRoute } from "./archive-route.ts";
import { layersOf, type SourceImage } from "./plan/plan-shipment.ts";
import { pullByDigest } from "./pull-by-digest.ts";
import { pushToRegistry, registryName } from "./push-to-registry.ts";
import { type ImageResult, type ImageWork, prepareShipment, serveTargets } from "./serve-targets.ts";
import type { ShipOptions, ShipOutcome } from "./ship-options.ts";

export interface RegistryShipOptions extends Pick<ShipOptions, "images" | "source" | "targets" | "signal" | "onEvent"> {
  /** Where to push to: `ghcr.io/acme`, `localhost:5000`. */
  registry: string;
  /** Read for Docker's own configuration, where the login is. */
  environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Pushes images from the source to a registry, pulls them by digest on each target, and names them there as they are named at the
 * source. The login goes with these calls alone: nothing of it stays on a target. An image that a target's engine pulled in part only goes
 * there as an archive.
 *
 * @returns how it went on each target, in their order; bytes are those that the target downloaded
 * @throws UserError `image-missing`, `usage` for an image without a name
 */
export async function shipThroughRegistry(options: RegistryShipOptions): Promise<ShipOutcome[]> {
  const { source, signal, registry, environment } = options;
  const preparation = await prepareShipment(options);
  // Before anything happens: an image without a name ends it here.
  const names = preparation.images.map((image) => registryName(image, registry));
  await using archives = openArchiveRoute(preparation, options);
  const pushes = new Map<number, Promise<string>>();

  const push = (index: number, image: SourceImage): Promise<string> => {
    const name = names[index] ?? registryName(image, registry);
    const pushed = pushes.get(index) ?? pushToRegistry(image, name, { source, environment, signal });
    pushes.set(index, pushed);
    return pushed.then((digest) => `${name.repo}@${digest}`);
  };

  const pull = async (work: ImageWork): Promise<ImageResult> => {
    const { image, index, ready, emit } = work;
    const { engine, name: target } = ready.target;
    const reference = await push(index, image);
    const auth = await resolveRegistryAuth(reference, environment, signal);
    emit({ type: "image-start", target, image: image.reference, mode: "registry", layersSent: 0, layersKept: 0 });
    const { found, layers, bytes } = await pullByDigest(work, reference, { signal, auth });
    if (found !== undefined) {
      if (image.name !== undefined) await engine.images.tag(found.Id, image.name, { signal });
      const total = layersOf(image.inspect).length;
      const layersSent = Math.min(layers, total);
      return { id: found.Id, mode: "registry", layersSent, layersKept: total - layersSent, bytesSent: bytes };
    }
    // A containerd store skips the download of a layer that it has unpacked from another blob: https://github.com/moby/moby/issues/49784
    await removePulled(engine, reference, signal);
    emit({ type: "pull-incomplete", target, image: image.reference });
    const sent = await archives.send(work);
    return { ...sent, bytesSent: bytes + sent.bytesSent };
  };

  return await serveTargets(preparation, {
    onEvent: options.onEvent,
    onLeave: archives.leave,
    work: (work) => (work.plan.mode === "present" ? archives.send(work) : pull(work)),
  });
}

async function removePulled(engine: Engine, reference: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.images.remove(reference, { signal });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
}
