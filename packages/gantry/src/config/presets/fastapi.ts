import { port } from "../options/checks.ts";
import { checksOfRecipe } from "../options/recipe-checks.ts";
import type { RecipeOptions } from "../options/recipe-options.ts";
import { checksOf } from "../options/service-checks.ts";
import { ServiceDefinition } from "../service-definition.ts";
import { type ApplicationOptions, draftApplication, migrateCheck } from "./draft-application.ts";
import { pickRecipe } from "./pick-recipe.ts";
import { socketTest, urlopenTest } from "./python-tests.ts";
import { type AddressedService, withAddress } from "./service.ts";

const recipeKeys = [
  "app",
  "version",
  "base",
  "packageManager",
  "package",
  "start",
  "systemPackages",
  "include",
  "application",
] as const satisfies readonly (keyof RecipeOptions)[];

export interface FastapiOptions extends ApplicationOptions, Pick<RecipeOptions, (typeof recipeKeys)[number]> {
  /** The port that it listens on; given to it as `PORT`. Default: 8000. */
  port?: number;
}

/**
 * A FastAPI application, installed with uv from its lock file. Without an `image`, and without a Dockerfile in the folder, Gantry writes one.
 * Its health is asked with Python itself: the `health.http` path, or without one that the port accepts connections.
 *
 * @example
 * ```ts
 * const api = fastapi({ build: "./api", application: "app.main:app", systemPackages: ["ffmpeg"], health: { http: "/health" } });
 * ```
 */
export function fastapi(options: FastapiOptions = {}): AddressedService {
  const listens = options?.port ?? 8000;
  const definition = new ServiceDefinition({
    preset: "fastapi",
    options: options ?? {},
    checks: checksOf<FastapiOptions>({ port, migrate: migrateCheck, ...checksOfRecipe(recipeKeys) }),
    recipe: { name: "fastapi", keys: recipeKeys },
    port: listens,
    build: (context) =>
      draftApplication(context, options, {
        preset: "fastapi",
        // Python would keep what it logs until its buffer is full.
        env: { PYTHONUNBUFFERED: "1" },
        ownEnv: { PORT: listens },
        test: socketTest(listens),
        httpTest: urlopenTest,
        port: listens,
        memory: "512m",
        recipe: { name: "fastapi", options: pickRecipe(options, recipeKeys) },
      }),
  });
  return withAddress(definition);
}
