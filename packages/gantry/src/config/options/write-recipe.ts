import type { Recipe, RecipeName } from "../../model/recipe.ts";
import type { BuildRecipe } from "./recipe-options.ts";

/** A recipe in the model's words. */
export function writeRecipe(name: RecipeName, options: BuildRecipe): Recipe {
  const { packageManager, buildCommand, systemPackages, publicPrefixes, singlePage, ...same } = options;
  return withoutUndefined<Recipe>({
    ...same,
    name,
    package_manager: packageManager,
    build: buildCommand,
    system_packages: systemPackages,
    public_prefixes: publicPrefixes,
    single_page: singlePage,
  });
}

function withoutUndefined<Value extends object>(value: { [Key in keyof Value]: Value[Key] | undefined }): Value {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Value;
}
