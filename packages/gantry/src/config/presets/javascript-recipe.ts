import type { RecipeOptions } from "../options/recipe-options.ts";

/** The recipe options of an application that runs on Node. */
export const javascriptRecipeKeys = [
  "app",
  "version",
  "base",
  "packageManager",
  "package",
  "buildCommand",
  "start",
  "systemPackages",
  "placeholders",
  "include",
  "publicPrefixes",
] as const satisfies readonly (keyof RecipeOptions)[];

/** What may be said about the Dockerfile of an application that runs on Node. */
export type JavascriptRecipeOptions = Pick<RecipeOptions, (typeof javascriptRecipeKeys)[number]>;
