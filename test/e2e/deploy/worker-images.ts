import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import { docker } from "../../lab/host/docker.ts";
import { engine as labEngine } from "../../lab/lab.ts";

/** Makes a worker's image on this machine's engine: with so many megabytes that nothing compresses, which no server has. */
export async function makeWorkerImage(name: string, megabytes: number): Promise<string> {
  const { dockerHost } = await labEngine("host");
  const folder = await mkdtemp(join(tmpdir(), "gantry-worker-"));
  try {
    await writeFile(join(folder, "content"), randomBytes(megabytes * 1_000_000));
    await writeFile(join(folder, "Dockerfile"), "FROM busybox:latest\nCOPY content /content\n");
    await docker(dockerHost, ["build", "--quiet", `--tag=${name}`, folder], { env: { DOCKER_BUILDKIT: "1" } });
    return name;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes the images of a repository. */
export async function removeWorkerImages(engine: Engine, repository: string): Promise<void> {
  const tags = (await engine.images.list()).flatMap(({ RepoTags }) => RepoTags ?? []);
  for (const tag of tags) if (tag.startsWith(`${repository}:`)) await engine.images.remove(tag, { force: true });
}
