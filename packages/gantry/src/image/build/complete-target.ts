import { resolve } from "node:path";
import type { Build } from "../../model/service.ts";
import { type BuildTarget, isRemote } from "./build-target.ts";
import { type GitState, readGitState, readPackageVersion } from "./git-state.ts";
import { describeOrigin } from "./image-labels.ts";
import { describeSharedCache, type SharedCache } from "./shared-cache.ts";

/** What a call adds to the builds that the stack describes. */
export interface BuildAdditions {
  cacheFrom: readonly string[];
  cacheTo: readonly string[];
  sharedCache: readonly SharedCache[];
  noCache: boolean;
  pull: boolean;
  platforms: readonly string[];
}

/** A target with what its repository and the call add to it. */
export interface CompleteTarget {
  target: BuildTarget;
  git: GitState | undefined;
}

/** Reads where targets come from, once for each folder, and completes them. */
export async function completeTargets(
  targets: readonly BuildTarget[],
  additions: BuildAdditions,
  { directory, signal }: { directory: string; signal: AbortSignal },
): Promise<CompleteTarget[]> {
  const known = new Map<string, ReturnType<typeof readOrigin>>();
  const originOf = (folder: string) => {
    const origin = known.get(folder) ?? readOrigin(folder, signal);
    known.set(folder, origin);
    return origin;
  };
  return Promise.all(
    targets.map(async (target) => {
      const { context = "." } = target.build;
      const origin = isRemote(context) ? undefined : await originOf(resolve(directory, context));
      return {
        target: { ...target, build: completeBuild(target, origin, additions, directory) },
        git: origin?.git,
      };
    }),
  );
}

interface Origin {
  git: GitState | undefined;
  version: string | undefined;
}

async function readOrigin(folder: string, signal: AbortSignal): Promise<Origin> {
  const [git, version] = await Promise.all([readGitState(folder, signal), readPackageVersion(folder)]);
  return { git, version };
}

function completeBuild(
  { name, build }: BuildTarget,
  origin: Origin | undefined,
  additions: BuildAdditions,
  directory: string,
): Build {
  const shared = additions.sharedCache.map((cache) => describeSharedCache(cache, name, directory));
  const from = [...(build.cache_from ?? []), ...additions.cacheFrom, ...shared.flatMap((cache) => cache.from)];
  const to = [...(build.cache_to ?? []), ...additions.cacheTo, ...shared.flatMap((cache) => cache.to)];
  const epoch = origin?.git && { SOURCE_DATE_EPOCH: String(origin.git.committed) };
  return {
    ...build,
    // What the stack says itself stays.
    args: { ...epoch, ...build.args },
    labels: { ...(origin && describeOrigin(origin.git, origin.version)), ...build.labels },
    ...(from.length > 0 && { cache_from: from }),
    ...(to.length > 0 && { cache_to: to }),
    ...(additions.noCache && { no_cache: true }),
    ...(additions.pull && { pull: true }),
    ...(additions.platforms.length > 0 && { platforms: [...additions.platforms] }),
  };
}
