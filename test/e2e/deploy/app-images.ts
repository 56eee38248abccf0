import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { docker } from "../../lab/host/docker.ts";
import { engine as labEngine } from "../../lab/lab.ts";

/** Makes an image for the application on this machine's engine: with so many megabytes that nothing compresses, which no server has. */
export async function makeAppImage(name: string, megabytes: number): Promise<string> {
  const { dockerHost } = await labEngine("host");
  const folder = await mkdtemp(join(tmpdir(), "gantry-app-"));
  try {
    await writeFile(join(folder, "content"), randomBytes(megabytes * 1_000_000));
    await writeFile(join(folder, "Dockerfile"), "FROM node:22-alpine\nCOPY content /content\n");
    await docker(dockerHost, ["build", "--quiet", `--tag=${name}`, folder], { env: { DOCKER_BUILDKIT: "1" } });
    return name;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes the images of a repository. */
export async function removeAppImages(engine: Engine, repository: string): Promise<void> {
  const tags = (await engine.images.list()).flatMap(({ RepoTags }) => RepoTags ?? []);
  for (const tag of tags) if (tag.startsWith(`${repository}:`)) await engine.images.remove(tag, { force: true });
}
