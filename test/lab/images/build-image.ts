import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { dockerEnv, tryDocker } from "../host/docker.ts";
import { once } from "../once.ts";
import { labPath, sourcePath } from "../paths.ts";
import { sayWhile } from "../progress.ts";
import { runCommand } from "../run-command.ts";
import { buildxBinary, ensureTools } from "../tools.ts";
import { baseHash, ensureBase } from "./base-system.ts";
import { type Base, bases, recipes } from "./catalogue.ts";
import { placeFetchedFile } from "./fetch-file.ts";
import { hashRecipe, imageOf, type Recipe, recipeLabel } from "./recipe.ts";
import { replaceImage } from "./replace-image.ts";

/** The hash that an up-to-date image of this recipe carries in its label. */
export async function currentHash(recipe: Recipe): Promise<string> {
  const from = isBase(recipe.from) ? baseHash(recipe.from) : await currentHash(recipeNamed(recipe.from));
  return hashRecipe(recipe, await readFolder(recipe.folder), from);
}

/** Builds a recipe's image, after the ones below it, unless an up-to-date one is there. Builds of one process share what is below. */
export async function buildImage(host: string, recipe: Recipe): Promise<void> {
  await once(`image ${recipe.name} ${host}`, () => buildOnce(host, recipe));
}

async function buildOnce(host: string, recipe: Recipe): Promise<void> {
  const hash = await currentHash(recipe);
  if ((await labelledHash(host, imageOf(recipe.name))) === hash) return;
  await Promise.all([ensureTools(["docker-buildx"]), ensureBelow(host, recipe.from)]);
  await sayWhile(`building the image ${recipe.name}`, () =>
    replaceImage(host, imageOf(recipe.name), () => runBuild(host, recipe, hash)),
  );
}

async function ensureBelow(host: string, from: string): Promise<void> {
  if (isBase(from)) await ensureBase(host, from);
  else await buildImage(host, recipeNamed(from));
}

/** The recipe hash that an image carries; undefined when there is no such image, or it is none of the lab's. */
export async function labelledHash(host: string, image: string): Promise<string | undefined> {
  const format = `{{index .Config.Labels "${recipeLabel}"}}`;
  const { exitCode, stdout } = await tryDocker(host, ["image", "inspect", "--format", format, image]);
  return exitCode === 0 && stdout.trim() !== "" ? stdout.trim() : undefined;
}

async function runBuild(host: string, recipe: Recipe, hash: string): Promise<void> {
  await mkdir(labPath("tmp"), { recursive: true });
  const context = await mkdtemp(labPath("tmp", `${recipe.name}-`));
  try {
    await cp(sourcePath("images", recipe.folder), context, { recursive: true });
    for (const file of recipe.fetched ?? []) await placeFetchedFile(file, context);
    await runCommand(buildxBinary(), buildArguments(recipe, hash, context), {
      env: dockerEnv(host),
      log: `build-${recipe.name}`,
    });
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

function buildArguments(recipe: Recipe, hash: string, context: string): string[] {
  const proxies = ["http_proxy", "https_proxy", "no_proxy"].filter((name) => process.env[name] !== undefined);
  const buildArgs = [`BASE=${imageOf(recipe.from)}`, ...proxies];
  const standsFor = (recipe.standsFor ?? []).join(" ");
  const labels = [`${recipeLabel}=${hash}`, `gantry.lab.stand-in-for=${standsFor}`];
  return [
    "build",
    "--builder=default",
    "--load",
    "--provenance=false",
    "--progress=plain",
    `--tag=${imageOf(recipe.name)}`,
    ...buildArgs.map((arg) => `--build-arg=${arg}`),
    ...labels.map((label) => `--label=${label}`),
    context,
  ];
}

async function readFolder(folder: string): Promise<Map<string, Buffer>> {
  const path = sourcePath("images", folder);
  const files = new Map<string, Buffer>();
  for (const name of await readdir(path)) files.set(name, await readFile(join(path, name)));
  return files;
}

function recipeNamed(name: string): Recipe {
  const recipe = recipes.find((candidate) => candidate.name === name);
  if (recipe === undefined) throw new Error(`no recipe is called ${name}`);
  return recipe;
}

function isBase(name: string): name is Base {
  return (bases as readonly string[]).includes(name);
}
