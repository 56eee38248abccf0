import type { Engine } from "../../engine/engine.ts";
import { EngineError } from "../../engine/errors.ts";
import { UserError } from "../../model/error.ts";
import { createPullProgress } from "../registry/pull-progress.ts";
import { resolveRegistryAuth } from "../registry/registry-auth.ts";
import { inspectImage } from "./plan/observe-store.ts";
import { layersOf, type SourceImage } from "./plan/plan-shipment.ts";
import { type ImageResult, type ImageWork, prepareShipment, serveTargets } from "./serve-targets.ts";
import type { ShipOptions, ShipOutcome } from "./ship-options.ts";

export interface RegistryShipOptions extends Pick<ShipOptions, "images" | "source" | "targets" | "signal" | "onEvent"> {
  /** Where to push to: `ghcr.io/acme`, `localhost:5000`. */
  registry: string;
  /** Read for Docker's own configuration, where the login is. */
  environment: Readonly<Record<string, string | undefined>>;
}

/** The name that an image has in the registry. */
interface RegistryName {
  repo: string;
  tag: string;
}

/**
 * Pushes images from the source to a registry, pulls them by digest on each target, and names them there as they are named at the
 * source. The login goes with these calls alone: nothing of it stays on a target.
 *
 * @returns how it went on each target, in their order; bytes are those that the target downloaded
 * @throws UserError `image-missing`, `usage` for an image without a name, `failed` when the registry refuses the push
 */
export async function shipThroughRegistry(options: RegistryShipOptions): Promise<ShipOutcome[]> {
  const { source, signal, registry, environment } = options;
  const preparation = await prepareShipment(options);
  // Before anything happens: an image without a name ends it here.
  for (const image of preparation.images) registryName(image, registry);
  const pushes = new Map<number, Promise<string>>();
  const push = (index: number, image: SourceImage, name: RegistryName): Promise<string> => {
    const pushed = pushes.get(index) ?? pushImage(source, image, name, { signal, environment });
    pushes.set(index, pushed);
    return pushed;
  };
  return await serveTargets(preparation, {
    onEvent: options.onEvent,
    work: async (work) => {
      const { index, image, plan, ready } = work;
      if (plan.mode === "present") {
        await nameImage(ready.target.engine, plan.id, image, signal);
        return { id: plan.id, mode: "present", layersSent: 0, layersKept: plan.layers, bytesSent: 0 };
      }
      const name = registryName(image, registry);
      const digest = await push(index, image, name);
      const auth = await resolveRegistryAuth(name.repo, environment, signal);
      return pullByDigest(work, `${name.repo}@${digest}`, { signal, auth });
    },
  });
}

/** @throws UserError `usage` for an image that has no name. */
export function registryName(
  { reference, name }: Pick<SourceImage, "reference" | "name">,
  registry: string,
): RegistryName {
  if (name === undefined) {
    throw new UserError(`${reference}: an image without a name and tag cannot be pushed.`, {
      code: "usage",
      fix: "Tag it, or ship it without --registry.",
    });
  }
  const prefix = registry.replace(/\/+$/, "");
  // Already named for that registry: nothing is put before it again.
  if (name.repo.startsWith(`${prefix}/`)) return name;
  return { repo: `${prefix}/${name.repo.split("/").at(-1)}`, tag: name.tag };
}

/** @returns the digest that the registry knows the image by. */
async function pushImage(
  source: Engine,
  image: SourceImage,
  { repo, tag }: RegistryName,
  { signal, environment }: Pick<RegistryShipOptions, "signal" | "environment">,
): Promise<string> {
  const reference = `${repo}:${tag}`;
  const before = await inspectImage(source, reference, signal);
  const auth = await resolveRegistryAuth(reference, environment, signal);
  await source.images.tag(image.inspect.Id, { repo, tag }, { signal });
  try {
    let digest: string | undefined;
    for await (const { aux } of source.images.push(reference, { signal, ...(auth !== undefined && { auth }) })) {
      digest = readDigest(aux) ?? digest;
    }
    if (digest !== undefined) return digest;
    throw new UserError(`${reference}: the engine pushed it and named no digest.`, { code: "failed" });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new UserError(`${reference}: the registry refused the push: ${error.detail}`, {
      code: "failed",
      fix: `Log in with \`docker login ${repo.split("/")[0]}\`, and check that you may push there.`,
      cause: error,
    });
  } finally {
    await restoreTag(source, { repo, tag }, before?.Id);
  }
}

/** The name in the registry was needed for the push alone. */
async function restoreTag(source: Engine, name: RegistryName, before: string | undefined): Promise<void> {
  // Also after an abort: the source is left as it was.
  const signal = AbortSignal.timeout(10_000);
  const restored =
    before === undefined
      ? source.images.remove(`${name.repo}:${name.tag}`, { noPrune: true, signal })
      : source.images.tag(before, name, { signal });
  await restored.catch((error: unknown) => {
    if (!(error instanceof EngineError)) throw error;
  });
}

function readDigest(aux: unknown): string | undefined {
  if (typeof aux !== "object" || aux === null || !("Digest" in aux)) return undefined;
  return typeof aux.Digest === "string" ? aux.Digest : undefined;
}

async function pullByDigest(
  { ready: { target }, image, emit }: ImageWork,
  reference: string,
  { signal, auth }: { signal: AbortSignal; auth: string | undefined },
): Promise<ImageResult> {
  const layers = layersOf(image.inspect).length;
  const subject = { target: target.name, image: image.reference };
  emit({ type: "image-start", ...subject, mode: "registry", layersSent: 0, layersKept: 0 });
  const next = createPullProgress();
  const fetched = new Set<string>();
  let bytesSent = 0;
  for await (const message of target.engine.images.pull(reference, { signal, ...(auth !== undefined && { auth }) })) {
    const progress = next(message);
    if (message.status === "Download complete" && message.id !== undefined) fetched.add(message.id);
    if (progress === undefined) continue;
    bytesSent = progress.total;
    emit({ type: "progress", ...subject, ...progress, unit: "bytes" });
  }
  const found = await inspectImage(target.engine, reference, signal);
  if (found === undefined || String(layersOf(found)) !== String(layersOf(image.inspect))) {
    throw new UserError(`${target.name}: ${reference} is not the image that was pushed.`, { code: "failed" });
  }
  await nameImage(target.engine, found.Id, image, signal);
  const layersSent = Math.min(fetched.size, layers);
  return { id: found.Id, mode: "registry", layersSent, layersKept: layers - layersSent, bytesSent };
}

async function nameImage(engine: Engine, id: string, { name }: SourceImage, signal: AbortSignal): Promise<void> {
  if (name !== undefined) await engine.images.tag(id, name, { signal });
}
