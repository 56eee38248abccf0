import { port } from "../options/checks.ts";
import { checksOfRecipe } from "../options/recipe-checks.ts";
import { checksOf } from "../options/service-checks.ts";
import { ServiceDefinition } from "../service-definition.ts";
import { type ApplicationOptions, draftApplication, migrateCheck } from "./draft-application.ts";
import { type JavascriptRecipeOptions, javascriptRecipeKeys } from "./javascript-recipe.ts";
import { connectTest, fetchTest } from "./javascript-tests.ts";
import { pickRecipe } from "./pick-recipe.ts";
import { type AddressedService, withAddress } from "./service.ts";

export interface NodeOptions extends ApplicationOptions, JavascriptRecipeOptions {
  /** The port that it listens on; given to it as `PORT`. Absent: a worker, which nobody calls. */
  port?: number;
}

/**
 * A Node.js application: NestJS, Express, Fastify, Hono, or none of them. Without an `image`, and without a Dockerfile in the folder, Gantry
 * writes one. Its health is asked with `node` itself, since slim images have neither `wget` nor `curl`: the `health.http` path, or without
 * one that the port accepts connections.
 *
 * @example
 * ```ts
 * const app = node({ build: "./web", port: 3000, health: { http: "/api/health" }, env: { DATABASE_URL: db.url } });
 * ```
 */
export function node(options: NodeOptions): AddressedService {
  const { port: listens } = options ?? {};
  const definition = new ServiceDefinition({
    preset: "node",
    options: options ?? {},
    checks: checksOf<NodeOptions>({ port, migrate: migrateCheck, ...checksOfRecipe(javascriptRecipeKeys) }),
    recipe: { name: "node", keys: javascriptRecipeKeys },
    port: listens,
    build: (context) =>
      draftApplication(context, options, {
        preset: "node",
        env: { NODE_ENV: "production" },
        ownEnv: listens === undefined ? {} : { PORT: listens },
        test: listens === undefined ? undefined : connectTest(listens),
        httpTest: fetchTest,
        port: listens,
        memory: "512m",
        sizesHeap: true,
        recipe: { name: "node", options: pickRecipe(options, javascriptRecipeKeys) },
      }),
  });
  return withAddress(definition);
}
