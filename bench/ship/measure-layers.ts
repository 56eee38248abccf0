import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGzip } from "node:zlib";
import { docker } from "../../test/lab/host/docker.ts";
import { runCommand } from "../../test/lab/run-command.ts";

/** How many bytes `gzip -6` makes of each layer of an image, the lowest first. */
export async function measureLayers(dockerHost: string, image: string): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), "gantry-bench-"));
  try {
    await docker(dockerHost, ["image", "save", `--output=${folder}/image.tar`, image]);
    await runCommand("tar", ["-xf", join(folder, "image.tar"), "-C", folder]);
    const [manifest] = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as { Layers: string[] }[];
    const sizes: number[] = [];
    for (const path of manifest?.Layers ?? []) {
      let size = 0;
      const compressed = createReadStream(join(folder, path)).pipe(createGzip({ level: 6 }));
      for await (const chunk of compressed) size += (chunk as Buffer).length;
      sizes.push(size);
    }
    return sizes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
