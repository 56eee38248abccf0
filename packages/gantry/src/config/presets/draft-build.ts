import { publicPrefixes, type RecipeName } from "../../model/recipe.ts";
import type { BuildOptions } from "../options/build-options.ts";
import type { RecipeOptions } from "../options/recipe-options.ts";
import type { ServiceOptions } from "../options/service-options.ts";
import { writeRecipe } from "../options/write-recipe.ts";
import type { BuildContext, RawMapping } from "../service-definition.ts";

/** What a preset knows about the image that it builds. */
export interface PresetRecipe {
  name: RecipeName;
  /** What the user said about the Dockerfile, in the preset's own options. */
  options: RecipeOptions;
  /** What the image listens on. */
  port?: number | undefined;
  /** What the image's own health check asks. */
  health?: string | undefined;
  /** A Dockerfile in the folder goes first where nothing is said about the recipe. Default: true. */
  fallback?: boolean;
}

export interface DraftedBuild {
  /** In Compose's words. Absent: nothing is built. */
  build?: RawMapping;
  /** Under `x-gantry` of the service. */
  recipe?: RawMapping;
  /** The build's secrets as the stack's own, which Compose wants. */
  secrets: RawMapping;
}

/** How the image of a service is built: with the Dockerfile that is there, or by a recipe. */
export function draftBuild(
  { key }: BuildContext,
  { image, build }: ServiceOptions,
  preset: PresetRecipe | undefined,
): DraftedBuild {
  if (build === undefined && (image !== undefined || !preset)) return { secrets: {} };
  const given: BuildOptions = typeof build === "object" ? build : { context: build ?? "." };
  const recipe = draftRecipe(given, preset);
  return {
    build: writeBuild(key, given),
    ...(recipe ? { recipe } : {}),
    secrets: listSecrets(key, given),
  };
}

function draftRecipe(build: BuildOptions, preset: PresetRecipe | undefined): RawMapping | undefined {
  const name = build.recipe?.name ?? preset?.name;
  if (name === undefined) return undefined;
  const options = { port: preset?.port, health: preset?.health, ...preset?.options, ...build.recipe };
  if (build.dockerfile !== undefined || name === "dockerfile") {
    // The framework still says which variables are public.
    const prefixes = options.publicPrefixes ?? publicPrefixes[preset?.name ?? name];
    return { ...writeRecipe("dockerfile", prefixes.length > 0 ? { publicPrefixes: [...prefixes] } : {}) };
  }
  const silent = build.recipe === undefined && Object.keys(preset?.options ?? {}).length === 0;
  return {
    ...writeRecipe(name, present(options)),
    ...(silent && preset?.fallback !== false ? { fallback: true } : {}),
  };
}

function writeBuild(key: string, build: BuildOptions): RawMapping {
  const { secrets = {}, ca, cacheFrom, cacheTo, recipe: _recipe, ...same } = build;
  const mounts = Object.keys(secrets).map((id) => ({ source: secretKey(key, id), target: id }));
  return present({
    context: ".",
    ...same,
    cache_from: cacheFrom,
    cache_to: cacheTo,
    secrets: mounts.length > 0 ? mounts : undefined,
    "x-gantry": ca === undefined ? undefined : { ca },
  });
}

function listSecrets(key: string, { secrets = {} }: BuildOptions): RawMapping {
  return Object.fromEntries(
    Object.entries(secrets).map(([id, { file, env }]) => [
      secretKey(key, id),
      file === undefined ? { environment: env } : { file },
    ]),
  );
}

const secretKey = (key: string, id: string): string => `${key}-build-${id}`;

/** Without the keys that are undefined. */
export function present(mapping: RawMapping): RawMapping {
  return Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== undefined));
}
