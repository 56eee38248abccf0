import { port } from "../options/checks.ts";
import { checksOfRecipe } from "../options/recipe-checks.ts";
import type { RecipeOptions } from "../options/recipe-options.ts";
import { checksOf } from "../options/service-checks.ts";
import type { ServiceOptions } from "../options/service-options.ts";
import type { OpenValue, TextValue } from "../reference.ts";
import { type BuildContext, type Draft, ServiceDefinition } from "../service-definition.ts";
import { draftService, shellHttpTest } from "./draft-service.ts";
import { pickRecipe } from "./pick-recipe.ts";
import { type AddressedService, withAddress } from "./service.ts";

const recipeKeys = [
  "app",
  "version",
  "base",
  "packageManager",
  "package",
  "buildCommand",
  "placeholders",
  "publicPrefixes",
  "server",
  "output",
  "singlePage",
] as const satisfies readonly (keyof RecipeOptions)[];

export interface StaticSiteOptions extends ServiceOptions, Pick<RecipeOptions, (typeof recipeKeys)[number]> {
  /** The port that the server listens on. Default: 8080. */
  port?: number;
  /**
   * Variables for the build. Those that begin with `VITE_` or `PUBLIC_` are compiled into what browsers get: they become build arguments by
   * themselves, and a secret among them is an error.
   */
  env?: Record<string, TextValue | undefined> & {
    [name: `VITE_${string}`]: OpenValue | undefined;
    [name: `PUBLIC_${string}`]: OpenValue | undefined;
  };
}

/**
 * A site that is built once and served as files: Astro, Vite, or any package with a `build` script. Without an `image`, and without a
 * Dockerfile in the folder, Gantry writes one with nginx or Caddy in it.
 *
 * @example
 * ```ts
 * const site = staticSite({ build: "./site", singlePage: true, env: { VITE_API_URL: "https://api.example.com" } });
 * ```
 */
export function staticSite(options: StaticSiteOptions = {}): AddressedService {
  const definition = new ServiceDefinition({
    preset: "staticSite",
    options: options ?? {},
    checks: checksOf<StaticSiteOptions>({ port, ...checksOfRecipe(recipeKeys) }),
    recipe: { name: "static", keys: recipeKeys },
    port: options?.port ?? 8080,
    build: (context) => draftStaticSite(context, options),
  });
  return withAddress(definition);
}

function draftStaticSite(context: BuildContext, options: StaticSiteOptions): Draft {
  const { port: listens = 8080, image, build, health } = options;
  const ownImage = image !== undefined || (typeof build === "object" && build.dockerfile !== undefined);
  const path = (health === false ? undefined : health?.http) ?? "/";
  return draftService(context, options, {
    preset: "staticSite",
    test: shellHttpTest(`http://127.0.0.1:${listens}/`),
    port: listens,
    timing: { startPeriod: "10s" },
    memory: "128m",
    stopGracePeriod: "10s",
    // The recipe's server starts as nobody in particular; a common nginx image starts as root and becomes nginx.
    capabilities: ownImage ? ["CHOWN", "NET_BIND_SERVICE", "SETGID", "SETUID"] : [],
    recipe: { name: "static", options: pickRecipe(options, recipeKeys), port: listens, health: path },
  });
}
