import type { Recipe } from "../../model/recipe.ts";
import type { SharedFacts } from "../recipes/shared-facts.ts";
import type { Place } from "./place.ts";

interface Defaults {
  /** What the recipe does not say: the base image without its version, as in `node:*-alpine`. */
  base: string;
  version: string;
  title: string;
  publicPrefixes?: readonly string[];
  writablePaths?: readonly string[];
}

/** What all recipes find in the same way: what the recipe says, then the service, then a default. */
export function detectShared(recipe: Recipe, place: Place, defaults: Defaults): SharedFacts {
  const prefixes = recipe.public_prefixes ?? defaults.publicPrefixes ?? [];
  const port = recipe.port ?? place.port;
  const health = recipe.health ?? place.health;
  return {
    base: recipe.base ?? defaults.base.replace("*", recipe.version ?? defaults.version),
    title: defaults.title,
    ...(port === undefined ? {} : { port }),
    ...(health === undefined ? {} : { health }),
    ca: place.ca,
    publicVariables: place.environment.filter((name) => prefixes.some((prefix) => name.startsWith(prefix))).sort(),
    buildSecrets: [...place.secrets].sort(),
    placeholders: recipe.placeholders ?? {},
    systemPackages: recipe.system_packages ?? [],
    writablePaths: defaults.writablePaths ?? [],
  };
}
