import type { OpenValue } from "../reference.ts";
import type { BuildRecipe } from "./recipe-options.ts";

/** How an image is built. */
export interface BuildOptions {
  /** The folder that is sent to the builder, relative to the config file. Default: `"."`. */
  context?: string;
  /**
   * The team's own Dockerfile, relative to `context`. Default: `"Dockerfile"`; a preset with a recipe writes one where there is none.
   */
  dockerfile?: string;
  /** The stage to build. Default: the last one. */
  target?: string;
  /**
   * Build arguments. They can be read in the image's history: a reference with a secret in it is an error, for the types too. Variables
   * of `env` with a public prefix are build arguments by themselves.
   */
  args?: Record<string, OpenValue>;
  /**
   * Secrets that a step of the build reads, by their `id`: from a file, or from a variable of the builder's environment. They stay out
   * of the image.
   *
   * @example
   * ```ts
   * secrets: { npmrc: { file: "./.npmrc" }, token: { env: "NPM_TOKEN" } }   // RUN --mount=type=secret,id=token …
   * ```
   */
  secrets?: Record<string, BuildSecret>;
  /**
   * A file of certificates (PEM) to trust while building, behind a proxy that opens TLS: relative to the config file. It is mounted as the
   * secret `ca` and never stored. Default: the file that the variable `GANTRY_BUILD_CA` names.
   */
  ca?: string;
  /** Where layers are looked for before they are built, as for `docker buildx build`: `["type=registry,ref=ghcr.io/shop/web:cache"]`. */
  cacheFrom?: string[];
  /** Where layers are kept for later builds: `["type=registry,ref=ghcr.io/shop/web:cache,mode=max"]`. */
  cacheTo?: string[];
  /** What the image is built for, such as `["linux/amd64", "linux/arm64"]`. Default: the builder's own platform. */
  platforms?: string[];
  /** Labels of the image. */
  labels?: Record<string, OpenValue>;
  /** How Gantry writes the Dockerfile, over what the preset says. With it, a Dockerfile that is there is left aside. */
  recipe?: BuildRecipe;
}

/** Where the content of a build secret comes from: one of both. */
export type BuildSecret = { file: string; env?: undefined } | { env: string; file?: undefined };
