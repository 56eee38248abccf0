import { createHash } from "node:crypto";

/** A file that is fetched on this machine and copied into the build, so that no build needs a registry (nor the machine's private CA). */
export type FetchedFile = { name: string; npm: string } | { name: string; sid: string };

/** How one stand-in image is made. */
export interface Recipe {
  name: string;
  /** The folder below `images/` with its Dockerfile. */
  folder: string;
  /** The recipe or base system that it is built on, given to the Dockerfile as `BASE`. */
  from: string;
  fetched?: readonly FetchedFile[];
  /** The images that it stands for where those cannot be pulled. */
  standsFor?: readonly string[];
  /** Only a test that names it gets it: few do, and it takes long to make. */
  onRequest?: boolean;
}

export const recipeLabel = "gantry.lab.recipe";

/** The name that the lab itself knows a recipe's image by. */
export function imageOf(name: string): string {
  return `gantry-lab/${name}`;
}

/** Changes when anything changes that the image is made from: its files, what is fetched, the recipe below it. */
export function hashRecipe(recipe: Recipe, files: ReadonlyMap<string, Buffer>, fromHash: string): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([recipe.name, recipe.fetched ?? [], fromHash]));
  for (const name of [...files.keys()].sort()) {
    const content = files.get(name) ?? Buffer.alloc(0);
    hash.update(`\0${name}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 16);
}
