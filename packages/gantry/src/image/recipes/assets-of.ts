import { posix } from "node:path";
import type { AssetFolder } from "../../model/service.ts";
import type { RecipeFacts } from "./recipe-facts.ts";

/** The folders of a recipe's image in which every file, or a folder above it, is named after its content. */
export function assetsOf(facts: RecipeFacts): AssetFolder[] {
  if (facts.recipe === "nextjs") {
    return [{ path: "/_next/static", folder: posix.join("/app", facts.app, ".next/static") }];
  }
  if (facts.recipe !== "static" || facts.hashed === undefined) return [];
  const path = facts.hashed.replace(/\/$/, "");
  return [{ path, folder: `/srv${path}` }];
}
