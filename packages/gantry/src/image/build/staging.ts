import { randomBytes } from "node:crypto";
import type { Engine } from "../../engine/engine.ts";
import { unlessGone } from "../../engine/unless-gone.ts";

const prefix = "gantry-build-";
/** Older ones were left by a run that was killed; no build takes that long. Milliseconds. */
const stale = 24 * 3600 * 1000;
const patience = 60_000;

/** A tag that an image has from its build until it is proven: `gantry-build-<time>-<random>`. */
export function createStagingTag(now = Date.now()): string {
  return `${prefix}${now.toString(36)}-${randomBytes(4).toString("hex")}`;
}

/** Whether a reference has a staging tag that was left behind. */
export function isStale(reference: string, now = Date.now()): boolean {
  const [, time] = /:gantry-build-([0-9a-z]+)-[0-9a-f]{8}$/.exec(reference) ?? [];
  return time !== undefined && now - Number.parseInt(time, 36) > stale;
}

/** Removes staging tags: images that got no other name go with them. Not on the caller's signal: this is what is left to do after Ctrl-C. */
export async function removeStaging(engine: Engine, references: readonly string[]): Promise<void> {
  const signal = AbortSignal.timeout(patience);
  await Promise.all(references.map((reference) => unlessGone(engine.images.remove(reference, { signal }))));
}

/** Removes what killed runs left in a repository. */
export async function sweepStaging(engine: Engine, repository: string, signal: AbortSignal): Promise<void> {
  const found = await engine.images.list({ names: [`${repository}:${prefix}*`] }, { signal });
  await removeStaging(
    engine,
    found.flatMap(({ RepoTags }) => RepoTags ?? []).filter((each) => isStale(each)),
  );
}
