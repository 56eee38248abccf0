import type { Recipe } from "../../model/recipe.ts";
import type { AssetFolder } from "../../model/service.ts";
import type { WrittenRecipe } from "../detect/detect-facts.ts";
import type { Place } from "../detect/place.ts";
import type { RecipeFiles } from "../recipes/recipe-files.ts";

/** What a recipe made of a repository. */
export interface WrittenImage extends RecipeFiles {
  /** Absolute paths that the image writes to. */
  writablePaths: readonly string[];
  /** What is named after its content. */
  assets: readonly AssetFolder[];
}

export type RecipeWriter = (recipe: Recipe, place: Place) => Promise<WrittenImage>;

/** Looks at a repository once for all services that are built alike. */
export function createRecipeWriter(): RecipeWriter {
  const written = new Map<string, Promise<WrittenImage>>();
  return (recipe, place) => {
    const { path: _path, ...same } = place;
    const key = JSON.stringify([recipe, same]);
    const found = written.get(key) ?? write(recipe as WrittenRecipe, place);
    written.set(key, found);
    return found;
  };
}

/** Recipes are many files, and most commands need none of them. */
async function write(recipe: WrittenRecipe, place: Place): Promise<WrittenImage> {
  const [{ detectFacts }, { renderRecipe }, { assetsOf }] = await Promise.all([
    import("../detect/detect-facts.ts"),
    import("../recipes/render-recipe.ts"),
    import("../recipes/assets-of.ts"),
  ]);
  const facts = await detectFacts(recipe, place);
  return { ...renderRecipe(facts), writablePaths: facts.writablePaths, assets: assetsOf(facts) };
}
