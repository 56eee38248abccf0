import type { Engine } from "../../engine/engine.ts";
import type { ImageInspect } from "../../engine/types.ts";
import { unlessGone } from "../../engine/unless-gone.ts";
import { contentTag } from "../../image/build/content-tag.ts";
import { chooseRepository } from "../../image/build/image-tags.ts";
import { UserError } from "../../model/error.ts";
import type { Stack } from "../../model/stack.ts";
import { imageOf } from "../../plan/describe-stack.ts";

/**
 * The images of a stack's builds as they are on an engine, by service, each under its content's tag, which it gets if it lacks it.
 *
 * @throws UserError `image-missing` with all that were never built there.
 */
export async function findBuiltImages(
  engine: Engine,
  stack: Stack,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const built = Object.entries(stack.services).filter(([, { build }]) => build !== undefined);
  const found = await Promise.all(
    built.map(async ([service, { image }]) => {
      const name = imageOf(stack, service);
      const repo = chooseRepository(stack.name, service, image);
      const reference = image ?? (await findNewest(engine, repo, signal));
      const inspected = reference === undefined ? undefined : await inspect(engine, reference, signal);
      if (!inspected) return { service, name };
      const tag = contentTag(inspected);
      await engine.images.tag(inspected.Id, { repo, tag }, { signal });
      return { service, name, reference: `${repo}:${tag}` };
    }),
  );
  const missing = found.filter(({ reference }) => reference === undefined).map(({ name }) => name);
  if (missing.length > 0) {
    throw new UserError(`${missing.join(", ")}: no such image on ${engine.address}.`, {
      code: "image-missing",
      fix: "Build it first: deploy without --no-build, or run gantry build.",
    });
  }
  return Object.fromEntries(found.flatMap(({ service, reference }) => (reference ? [[service, reference]] : [])));
}

function inspect(engine: Engine, reference: string, signal: AbortSignal): Promise<ImageInspect | undefined> {
  return unlessGone(engine.images.inspect(reference, { signal }));
}

/** What was built last for a service without an image of its own, under whichever tag. */
async function findNewest(engine: Engine, repository: string, signal: AbortSignal): Promise<string | undefined> {
  const images = await engine.images.list({ filters: { reference: [repository] } }, { signal });
  return images.toSorted((a, b) => b.Created - a.Created)[0]?.Id;
}
