import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WrittenDockerfiles } from "./bake-definition.ts";
import { type BuildTarget, isRemote } from "./build-target.ts";

export interface WrittenFolder extends AsyncDisposable {
  dockerfiles: WrittenDockerfiles;
}

/**
 * Writes inline Dockerfiles that have a `.dockerignore` of their own into a private folder: BuildKit takes the ignore file beside a
 * Dockerfile, `Dockerfile.dockerignore`, before that of the context. Disposing removes the folder.
 */
export async function writeDockerfiles(targets: readonly BuildTarget[]): Promise<WrittenFolder> {
  const dockerfiles = new Map<string, string>();
  const needed = targets.filter(
    ({ build }) =>
      build.dockerfile_inline !== undefined &&
      build["x-gantry"]?.dockerignore !== undefined &&
      !isRemote(build.context),
  );
  if (needed.length === 0) return { dockerfiles, [Symbol.asyncDispose]: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), "gantry-build-"));
  for (const { name, build } of needed) {
    const path = join(folder, name, "Dockerfile");
    await mkdir(join(folder, name));
    await writeFile(path, build.dockerfile_inline ?? "");
    await writeFile(`${path}.dockerignore`, build["x-gantry"]?.dockerignore ?? "");
    dockerfiles.set(name, path);
  }
  return { dockerfiles, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
