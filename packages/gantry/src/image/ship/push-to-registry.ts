import type { Engine } from "../../engine/engine.ts";
import { EngineError } from "../../engine/errors.ts";
import { UserError } from "../../model/error.ts";
import { pushImage } from "../registry/push-image.ts";
import { inspectImage } from "./plan/observe-store.ts";
import type { SourceImage } from "./plan/plan-shipment.ts";

/** The name that an image has in the registry. */
export interface RegistryName {
  repo: string;
  tag: string;
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

export interface PushOptions {
  source: Engine;
  environment: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

/**
 * Pushes an image under a name that it has for the push alone.
 *
 * @returns the digest that the registry knows it by
 */
export async function pushToRegistry(
  image: SourceImage,
  { repo, tag }: RegistryName,
  { source, environment, signal }: PushOptions,
): Promise<string> {
  const reference = `${repo}:${tag}`;
  const before = await inspectImage(source, reference, signal);
  await source.images.tag(image.inspect.Id, { repo, tag }, { signal });
  try {
    const digest = await pushImage(reference, { engine: source, environment, signal });
    if (digest !== undefined) return digest;
    throw new UserError(`${reference}: the engine pushed it and named no digest.`, { code: "failed" });
  } finally {
    await restoreTag(source, { repo, tag }, before?.Id);
  }
}

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
