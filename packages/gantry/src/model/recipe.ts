/** How the image of a service is built when Gantry writes its Dockerfile; `dockerfile` is the team's own. */
export type RecipeName = "nextjs" | "node" | "fastapi" | "static" | "caddy" | "dockerfile";

/** Prefixes of the variables that a framework compiles into what every browser gets. */
export const publicPrefixes: Readonly<Record<RecipeName, readonly string[]>> = {
  nextjs: ["NEXT_PUBLIC_"],
  static: ["VITE_", "PUBLIC_"],
  node: [],
  fastapi: [],
  caddy: [],
  dockerfile: [],
};

/**
 * What a service says about its recipe, under `x-gantry.recipe`. Only the name is needed: the rest is found in the repository, and
 * what is written here wins over what was found.
 */
export interface Recipe {
  name: RecipeName;
  /** A Dockerfile that the build context has goes before the recipe. Default: false, the recipe writes it. */
  fallback?: boolean;
  /** The application's folder, relative to the build context: `apps/web`. Default: found; the context itself. */
  app?: string;
  /** Version of the language's runtime, as the base image's tag has it: `22`, `3.12`. */
  version?: string;
  /** The base image, when it is not the usual one of the version: `node:22-alpine`. */
  base?: string;
  /** `pnpm@10.4.1`, `npm`, `yarn@4.9.0`, `bun`, `uv`. Default: from `packageManager` or the lock file. */
  package_manager?: string;
  /** The package that is built, in a workspace: `@shop/web`. */
  package?: string;
  /** The program that builds it, instead of the package's own `build` script. */
  build?: string[];
  /** The program that runs in the end. */
  start?: string[];
  /** The port that it listens on. */
  port?: number;
  /** Path and query that the image's health check asks: `/api/health`. */
  health?: string;
  /** Packages of the base image's system that it needs to run: `ffmpeg`. */
  system_packages?: string[];
  /** Variables that the build insists on, with values that mean nothing. They exist in the builder stage only. */
  placeholders?: Record<string, string>;
  /** More files that the running image needs, relative to `app`: `drizzle`; of `caddy`, for `/etc/caddy`. */
  include?: string[];
  /** Prefixes of variables that are public: compiled into what browsers get. Default: `publicPrefixes`. */
  public_prefixes?: string[];
  /** `static`: what serves the files. Default: `nginx`. */
  server?: "nginx" | "caddy";
  /** `static`: the folder that the build writes, relative to `app`. Default: the framework's own, else `dist`. */
  output?: string;
  /** `static`: paths without a file are answered with `index.html`. Default: whether it is built by Vite and has a router in the browser. */
  single_page?: boolean;
  /** `fastapi`: the application object: `app.main:app`. */
  application?: string;
  /** `caddy`: Go module paths with an optional version: `github.com/caddy-dns/hetzner/v2@v2.0.0`. */
  modules?: string[];
}
