import type { RecipeName } from "../../model/recipe.ts";

/**
 * What is said about the Dockerfile that Gantry writes. All of it is optional: the rest is found in the repository, and what is written
 * here wins over what was found.
 */
export interface RecipeOptions {
  /** The application's folder, relative to the build's `context`: `"apps/web"`. Default: found; the context itself. */
  app?: string;
  /** Version of the language's runtime, as the base image's tag has it: `"22"`, `"3.12"`. */
  version?: string;
  /** The base image, when it is not the usual one of the version: `"node:22-bookworm-slim"`. */
  base?: string;
  /** `"pnpm@10.4.1"`, `"npm"`, `"yarn@4.9.0"`, `"bun"`, `"uv"`. Default: what `packageManager` or the lock file says. */
  packageManager?: string;
  /** The package that is built, in a workspace: `"@shop/web"`. Default: the one in `app`. */
  package?: string;
  /** The program that builds it and its arguments, instead of the package's own `build` script. */
  buildCommand?: string[];
  /** The program that runs in the end, and its arguments. */
  start?: string[];
  /** Packages of the base image's system that it needs to run: `["ffmpeg"]`. */
  systemPackages?: string[];
  /** Variables that the build insists on, with values that mean nothing. They exist while it builds, and not in the image. */
  placeholders?: Record<string, string>;
  /** More files of the build that the running image needs, relative to `app`: `["drizzle"]`. */
  include?: string[];
  /** Prefixes of variables that are public: compiled into what browsers get. Default: the framework's own. */
  publicPrefixes?: string[];
  /** Static sites: what serves the files. Default: `"nginx"`. */
  server?: "nginx" | "caddy";
  /** Static sites: the folder that the build writes, relative to `app`. Default: the framework's own, else `"dist"`. */
  output?: string;
  /** Static sites: paths without a file are answered with `index.html`. Default: whether Vite builds it and it has a router in the browser. */
  singlePage?: boolean;
  /** FastAPI: the application object, such as `"app.main:app"`. Default: found. */
  application?: string;
  /** Caddy: Go module paths with an optional version: `"github.com/caddy-dns/hetzner/v2@v2.0.0"`. */
  modules?: string[];
}

/** The recipe of a build, for a service whose preset has none, or over what its preset says. */
export interface BuildRecipe extends RecipeOptions {
  /** What is built. Default: the preset's own. `"dockerfile"`: the Dockerfile that is there, and no other. */
  name?: RecipeName;
  /** The port that it listens on. Default: the service's. */
  port?: number;
  /** Path and query that the image's own health check asks. Default: the service's `health.http`. */
  health?: string;
}
