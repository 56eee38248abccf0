import { renderCaddy } from "./caddy/render-caddy.ts";
import { renderFastapi } from "./fastapi/render-fastapi.ts";
import { renderNextjs } from "./nextjs/render-nextjs.ts";
import { renderNode } from "./node/render-node.ts";
import type { RecipeFacts } from "./recipe-facts.ts";
import type { RecipeFiles } from "./recipe-files.ts";
import { renderStatic } from "./static/render-static.ts";

/** The Dockerfile and its ignore file. The same facts always give the same text. */
export function renderRecipe(facts: RecipeFacts): RecipeFiles {
  switch (facts.recipe) {
    case "nextjs":
      return renderNextjs(facts);
    case "node":
      return renderNode(facts);
    case "fastapi":
      return renderFastapi(facts);
    case "static":
      return renderStatic(facts);
    case "caddy":
      return renderCaddy(facts);
  }
}
