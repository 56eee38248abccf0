import { docker, tryDocker } from "../host/docker.ts";
import { buildImage, currentHash } from "./build-image.ts";
import { recipeFor } from "./catalogue.ts";
import { imageOf, recipeLabel } from "./recipe.ts";
import { pullImage } from "./registry.ts";
import { replaceImage } from "./replace-image.ts";

/**
 * Makes images of the catalogue available under their usual names: what is there stays, what can be pulled is pulled,
 * and for the rest a stand-in is built. Only a stand-in is ever replaced, when its recipe has changed.
 */
export async function ensureImages(host: string, names: readonly string[]): Promise<void> {
  const present = await readRecipeLabels(host, names);
  const missing: string[] = [];
  await Promise.all(
    names.map(async (name) => {
      const label = present.get(name);
      if (label === "" || (label !== undefined && label === (await currentHash(recipeFor(name))))) return;
      missing.push(name);
    }),
  );
  await Promise.all(missing.map((name) => ensureImage(host, name, present.has(name))));
}

async function ensureImage(host: string, name: string, isStandIn: boolean): Promise<void> {
  if (!isStandIn && (await pullImage(host, name))) return;
  const recipe = recipeFor(name);
  await buildImage(host, recipe);
  await replaceImage(host, name, () => docker(host, ["tag", imageOf(recipe.name), name]));
}

/** The names that exist, each with its recipe label: empty for an image that is not the lab's. */
export async function readRecipeLabels(host: string, names: readonly string[]): Promise<Map<string, string>> {
  const labels = new Map<string, string>();
  const format = `{{json .RepoTags}} {{with .Config.Labels}}{{index . "${recipeLabel}"}}{{end}}`;
  const { stdout } = await tryDocker(host, ["image", "inspect", "--format", format, ...names]);
  for (const line of stdout.trim().split("\n")) {
    const [, tags = "[]", label = ""] = /^(\[.*?\]) (.*)$/.exec(line) ?? [];
    for (const tag of JSON.parse(tags) as string[]) {
      if (names.includes(tag)) labels.set(tag, label);
    }
  }
  return labels;
}
