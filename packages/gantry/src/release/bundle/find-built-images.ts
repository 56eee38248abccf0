import { isGone } from "../../apply/container/remove-container.ts";
import type { Engine } from "../../engine/engine.ts";
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
      const inspected = await engine.images.inspect(name, { signal }).catch((error: unknown) => {
        if (!isGone(error)) throw error;
        return undefined;
      });
      if (!inspected) return { service, name };
      const repo = chooseRepository(stack.name, service, image);
      const tag = contentTag(inspected);
      await engine.images.tag(name, { repo, tag }, { signal });
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
