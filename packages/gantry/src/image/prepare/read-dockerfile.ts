import { readFile } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import type { Build } from "../../model/service.ts";

/**
 * The text of a build's Dockerfile. Undefined when it cannot be read: the builder says why.
 *
 * @param context Undefined for one that is not a folder here
 */
export async function readDockerfile(build: Build, context: string | undefined): Promise<string | undefined> {
  if (build.dockerfile_inline !== undefined) return build.dockerfile_inline;
  const path = dockerfilePath(build, context);
  return path === undefined ? undefined : readFile(path, "utf8").catch(() => undefined);
}

/** Where a build's Dockerfile is on this machine. */
export function dockerfilePath({ dockerfile = "Dockerfile" }: Build, context: string | undefined): string | undefined {
  if (context === undefined && !isAbsolute(dockerfile)) return undefined;
  return resolve(context ?? "/", dockerfile);
}
