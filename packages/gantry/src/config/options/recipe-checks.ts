import type { RecipeName } from "../../model/recipe.ts";
import { boolean, type Check, list, matching, oneOf, port, record, show, string } from "./checks.ts";
import type { BuildRecipe, RecipeOptions } from "./recipe-options.ts";

/** Relative to some folder, and within it. */
const inside: Check = (value, path, report) => {
  if (typeof value !== "string" || value === "") return string(value, path, report);
  const outside = value.startsWith("/") || value.split("/").includes("..");
  if (outside) report(path, `${show(value)} is not a path below the build's folder.`, 'Write it as in "apps/web".');
};

/** It stands in the Dockerfile for all to read, so nothing that has a meaning belongs there. */
const placeholder: Check = (value, path, report) => {
  if (typeof value === "string") return;
  report(path, `${show(value)} is not a text.`, 'Write one that means nothing, such as "placeholder".');
};

const word = matching(/^\S+$/, "a word without spaces", "ffmpeg");

const recipeChecks: Record<keyof RecipeOptions, Check> = {
  app: inside,
  version: matching(/^\d+(\.\d+)*$/, "a version", "22"),
  base: word,
  packageManager: matching(/^(npm|pnpm|yarn|bun|uv|poetry|pip)(@\d[\w.+-]*)?$/, "a package manager", "pnpm@10.4.1"),
  package: word,
  buildCommand: list(string, 1),
  start: list(string, 1),
  systemPackages: list(word),
  placeholders: record(placeholder, { pattern: /^[A-Za-z_]\w*$/, meaning: "a name for a variable" }),
  include: list(inside),
  publicPrefixes: list(matching(/^[A-Za-z_]\w*$/, "the beginning of a variable's name", "NEXT_PUBLIC_")),
  server: oneOf("nginx", "caddy"),
  output: inside,
  singlePage: boolean,
  application: matching(/^[A-Za-z_][\w.]*:[A-Za-z_]\w*$/, "a module and its object", "app.main:app"),
  modules: list(
    matching(/^[\w-]+(\.[\w-]+)+(\/[^\s/@]+)+(@\S+)?$/, "the path of a Go module", "github.com/caddy-dns/hetzner/v2"),
  ),
};

const recipeNames: readonly RecipeName[] = ["nextjs", "node", "fastapi", "static", "caddy", "dockerfile"];

/** The checks of `build.recipe`. */
export const buildRecipeChecks: Record<keyof BuildRecipe, Check> = {
  ...recipeChecks,
  name: oneOf(...recipeNames),
  port,
  health: matching(/^\/\S*$/, "a path", "/api/health"),
};

/** The checks of the recipe options that a preset has as its own. */
export function checksOfRecipe<Key extends keyof RecipeOptions>(keys: readonly Key[]): Record<Key, Check> {
  return Object.fromEntries(keys.map((key) => [key, recipeChecks[key]])) as Record<Key, Check>;
}
