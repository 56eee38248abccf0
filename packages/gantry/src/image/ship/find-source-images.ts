import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../model/error.ts";
import { parseImageReference } from "../registry/image-reference.ts";
import { inspectImage } from "./plan/observe-store.ts";
import type { SourceImage } from "./plan/plan-shipment.ts";

/** Looks the images up at their source. @throws UserError `image-missing` with all that are not there. */
export async function findSourceImages(
  references: readonly string[],
  source: Engine,
  signal: AbortSignal,
): Promise<SourceImage[]> {
  const found = await Promise.all(
    references.map(async (reference) => ({ reference, inspect: await inspectImage(source, reference, signal) })),
  );
  const missing = found.filter(({ inspect }) => inspect === undefined).map(({ reference }) => reference);
  if (missing.length > 0) {
    throw new UserError(`${missing.join(", ")}: no such image on ${source.address}.`, {
      code: "image-missing",
      fix: "Build it first with `gantry build`, or check its name with `docker image ls`.",
    });
  }
  return found.flatMap(({ reference, inspect }) => {
    if (inspect === undefined) return [];
    return { reference, inspect, name: isId(reference, inspect.Id) ? undefined : readName(reference) };
  });
}

const isId = (reference: string, id: string): boolean => id === reference || id.startsWith(`sha256:${reference}`);

/** The name to tag with. A reference by digest names a content and no tag. */
function readName(reference: string): { repo: string; tag: string } | undefined {
  const { tag = "latest", digest } = parseImageReference(reference);
  if (digest !== undefined) return undefined;
  const repo = reference.endsWith(`:${tag}`) ? reference.slice(0, -tag.length - 1) : reference;
  return { repo, tag };
}
