import { randomBytes } from "node:crypto";
import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "../../test/lab/host/docker.ts";

export const prefix = "gantry-bench-ship";

/** What is shipped, one image after the other, to a server that has nothing at the start. */
export const scenarios = [
  { title: "nothing is there", missing: (layers: readonly number[]) => layers },
  { title: "the base is there", missing: (layers: readonly number[]) => layers.slice(-2) },
  { title: "one line changed", missing: (layers: readonly number[]) => layers.slice(-1) },
] as const;

const dockerfile = `FROM node:22-alpine
COPY node_modules /app/node_modules
COPY src /app/src
CMD ["node", "/app/src/main.js"]
`;

/**
 * Builds an image for each scenario: 250 MB, of which 24 are packages and some kilobytes are sources. All are new: neither engine nor
 * registry has seen their layers.
 */
export async function buildImages(dockerHost: string, root: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "gantry-bench-"));
  const run = randomBytes(4).toString("hex");
  const build = async (image: string) => {
    await docker(dockerHost, ["build", "--quiet", `--tag=${image}`, folder], { env: { DOCKER_BUILDKIT: "1" } });
    return image;
  };
  try {
    await writeFile(join(folder, "Dockerfile"), dockerfile);
    await mkdir(join(folder, "node_modules"));
    await cp(join(root, "node_modules/typescript"), join(folder, "node_modules/typescript"), { recursive: true });
    await cp(join(root, "packages/gantry/src/model"), join(folder, "src"), { recursive: true });
    const images: string[] = [];
    for (const name of ["first", "second"]) {
      await writeFile(join(folder, "node_modules/run"), `${name} ${run}\n`);
      await writeFile(join(folder, "src/main.js"), `console.log("${name} ${run}");\n`);
      images.push(await build(`${prefix}-${name}:${run}`));
    }
    await appendFile(join(folder, "src/main.js"), `console.log("one more line");\n`);
    images.push(await build(`${prefix}-second:${run}-changed`));
    return images;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function removeImages(dockerHost: string): Promise<void> {
  const listed = await docker(dockerHost, ["image", "ls", "--format={{.Repository}}:{{.Tag}}"]);
  const own = listed.split("\n").filter((name) => name.includes(`${prefix}-`));
  if (own.length > 0) await docker(dockerHost, ["image", "rm", "--force", ...own]);
}
