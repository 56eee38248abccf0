import type { RecipeOptions } from "../options/recipe-options.ts";

/** The options that are about the recipe, among those of a preset: the ones that are given. */
export function pickRecipe<Key extends keyof RecipeOptions>(
  options: Pick<RecipeOptions, Key>,
  keys: readonly Key[],
): Pick<RecipeOptions, Key> {
  const given = keys.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]);
  return Object.fromEntries(given) as Pick<RecipeOptions, Key>;
}
