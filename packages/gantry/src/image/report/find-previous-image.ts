import type { Engine } from "../../engine/engine.ts";
import type { ImageInspect } from "../../engine/types.ts";
import { unlessGone } from "../../engine/unless-gone.ts";

export interface PreviousImage {
  /** `sha256:…` */
  id: string;
  /** A name that it keeps, or else its id. */
  name: string;
}

/**
 * The image of a repository that got a name last. Times of creation do not tell: images that can be built again alike have their commit's.
 *
 * @returns undefined where the repository has none
 */
export async function findPreviousImage(
  engine: Engine,
  repository: string,
  signal: AbortSignal,
): Promise<PreviousImage | undefined> {
  const listed = await engine.images.list({ names: [`${repository}:*`] }, { signal });
  const images = await Promise.all([...new Set(listed.map(({ Id }) => Id))].map((id) => inspect(engine, id, signal)));
  return chooseLatest(
    images.filter((image) => image !== undefined),
    repository,
  );
}

/** Of several, the one that got a name last; a tag that follows from the content is its name, since it never moves. */
export function chooseLatest(
  images: readonly Pick<ImageInspect, "Id" | "RepoTags" | "Metadata">[],
  repository: string,
): PreviousImage | undefined {
  const timeOf = ({ Metadata }: (typeof images)[number]) => Date.parse(Metadata?.LastTagTime ?? "") || 0;
  const [latest] = [...images].sort((a, b) => timeOf(b) - timeOf(a));
  if (latest === undefined) return undefined;
  const name = latest.RepoTags?.find((tag) => tag.startsWith(`${repository}:content-`));
  return { id: latest.Id, name: name ?? latest.Id.slice(0, "sha256:".length + 12) };
}

/** It may be removed at any moment. */
function inspect(engine: Engine, id: string, signal: AbortSignal): Promise<ImageInspect | undefined> {
  return unlessGone(engine.images.inspect(id, { signal }));
}
