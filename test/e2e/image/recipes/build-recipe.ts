import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { detectFacts, type WrittenRecipe } from "../../../../packages/gantry/src/image/detect/detect-facts.ts";
import type { Place } from "../../../../packages/gantry/src/image/detect/place.ts";
import type { RecipeFacts } from "../../../../packages/gantry/src/image/recipes/recipe-facts.ts";
import { renderRecipe } from "../../../../packages/gantry/src/image/recipes/render-recipe.ts";
import { caBundle } from "../../../lab/ca-bundle.ts";
import { docker } from "../../../lab/host/docker.ts";
import { engine } from "../../../lab/lab.ts";
import { runCommand } from "../../../lab/run-command.ts";

/** An image on this machine's engine. Disposing removes it. */
export interface BuiltImage extends AsyncDisposable {
  name: string;
  facts: RecipeFacts;
  /** What the build took. */
  seconds: number;
  bytes: number;
  /** Digests of the layers, the lowest first. */
  layers: string[];
  /** Absolute paths of all files in the image. */
  files(): Promise<string[]>;
}

export interface BuildRecipeOptions extends Partial<Omit<Place, "context">> {
  /** Build arguments. */
  args?: Readonly<Record<string, string>>;
  /** Default: the last stage. */
  target?: string;
  noCache?: boolean;
}

/** Detects, renders and builds with plain Docker, as someone does who has the files only. The machine's certificates are a build secret. */
export async function buildRecipe(
  recipe: WrittenRecipe,
  context: string,
  { args = {}, target, noCache = false, ...place }: BuildRecipeOptions = {},
): Promise<BuiltImage> {
  const ca = caBundle();
  const defaults = { path: "services.app", environment: [], secrets: [], ca: ca !== undefined };
  const facts = await detectFacts(recipe, { ...defaults, ...place, context });
  const { dockerHost } = await engine("host");
  const name = `gantry-recipe-${facts.recipe}-${randomBytes(4).toString("hex")}`;
  const folder = await mkdtemp(join(tmpdir(), "gantry-recipe-"));
  const started = performance.now();
  try {
    const { dockerfile, dockerignore } = renderRecipe(facts);
    const path = join(folder, "Dockerfile");
    await writeFile(path, dockerfile);
    await writeFile(`${path}.dockerignore`, dockerignore);
    const flags = [
      `--file=${path}`,
      `--tag=${name}`,
      ...(ca === undefined ? [] : [`--secret=id=ca,src=${ca}`]),
      ...(target === undefined ? [] : [`--target=${target}`]),
      ...(noCache ? ["--no-cache"] : []),
      ...Object.entries(args).map(([key, value]) => `--build-arg=${key}=${value}`),
    ];
    await docker(dockerHost, ["build", ...flags, context], { env: { DOCKER_BUILDKIT: "1" }, log: `build-${name}` });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const seconds = (performance.now() - started) / 1000;
  const inspected = await docker(dockerHost, ["image", "inspect", "--format={{.Size}} {{json .RootFS.Layers}}", name]);
  const [, size = "", layers = "[]"] = /^(\d+) (.*)$/.exec(inspected.trim()) ?? [];
  return {
    name,
    facts,
    seconds,
    bytes: Number(size),
    layers: JSON.parse(layers),
    files: () => listFiles(dockerHost, name),
    [Symbol.asyncDispose]: async () => {
      await docker(dockerHost, ["image", "rm", "--force", name]);
    },
  };
}

async function listFiles(dockerHost: string, image: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "gantry-export-"));
  const container = (await docker(dockerHost, ["create", image])).trim();
  try {
    const tar = join(folder, "image.tar");
    await docker(dockerHost, ["export", container, `--output=${tar}`]);
    const list = await runCommand("tar", ["-tf", tar]);
    return list
      .trimEnd()
      .split("\n")
      .map((path) => `/${path}`);
  } finally {
    await docker(dockerHost, ["rm", "--force", container]);
    await rm(folder, { recursive: true, force: true });
  }
}
