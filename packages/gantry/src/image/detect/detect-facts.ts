import type { Recipe } from "../../model/recipe.ts";
import type { RecipeFacts } from "../recipes/recipe-facts.ts";
import { detectCaddy } from "./detect-caddy.ts";
import { detectNextjs } from "./javascript/detect-nextjs.ts";
import { detectNode } from "./javascript/detect-node.ts";
import { detectStatic } from "./javascript/detect-static.ts";
import type { Place } from "./place.ts";
import { detectFastapi } from "./python/detect-fastapi.ts";

/** A recipe that Gantry writes the Dockerfile of: not `dockerfile`, which says that the team has its own. */
export type WrittenRecipe = Recipe & { name: RecipeFacts["recipe"] };

/**
 * Reads the repository and finds what the recipe has to know. What the recipe says itself wins over what was found.
 *
 * @throws UserError for what cannot be found, or what cannot be built from: no lock file, no start script
 */
export async function detectFacts(recipe: WrittenRecipe, place: Place): Promise<RecipeFacts> {
  switch (recipe.name) {
    case "nextjs":
      return detectNextjs(recipe, place);
    case "node":
      return detectNode(recipe, place);
    case "fastapi":
      return detectFastapi(recipe, place);
    case "static":
      return detectStatic(recipe, place);
    case "caddy":
      return detectCaddy(recipe, place);
  }
}
