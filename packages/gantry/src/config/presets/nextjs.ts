import { port } from "../options/checks.ts";
import { checksOfRecipe } from "../options/recipe-checks.ts";
import { checksOf } from "../options/service-checks.ts";
import type { OpenValue, TextValue } from "../reference.ts";
import { ServiceDefinition } from "../service-definition.ts";
import { type ApplicationOptions, draftApplication, migrateCheck } from "./draft-application.ts";
import { type JavascriptRecipeOptions, javascriptRecipeKeys } from "./javascript-recipe.ts";
import { connectTest, fetchTest } from "./javascript-tests.ts";
import { pickRecipe } from "./pick-recipe.ts";
import { type AddressedService, withAddress } from "./service.ts";

export interface NextjsOptions extends ApplicationOptions, JavascriptRecipeOptions {
  /** The port that it listens on; given to it as `PORT`. Default: 3000. */
  port?: number;
  /**
   * Environment variables. Those that begin with `NEXT_PUBLIC_` are compiled into what browsers get: they become build arguments by
   * themselves, and a secret among them is an error.
   */
  env?: Record<string, TextValue | undefined> & { [name: `NEXT_PUBLIC_${string}`]: OpenValue | undefined };
}

/**
 * A Next.js application, alone or in a workspace, with Next's own server or one of its own. Without an `image`, and without a Dockerfile in
 * the folder, Gantry writes one that runs the standalone output (`output: "standalone"` in `next.config`).
 *
 * @example
 * ```ts
 * const web = nextjs({
 *   app: "apps/web",
 *   health: { http: "/api/health" },
 *   env: { DATABASE_URL: db.url, NEXT_PUBLIC_APP_URL: "https://shop.example.com" },
 *   placeholders: { DATABASE_URL: "postgres://placeholder" },
 * });
 * ```
 */
export function nextjs(options: NextjsOptions = {}): AddressedService {
  const listens = options?.port ?? 3000;
  const definition = new ServiceDefinition({
    preset: "nextjs",
    options: options ?? {},
    checks: checksOf<NextjsOptions>({ port, migrate: migrateCheck, ...checksOfRecipe(javascriptRecipeKeys) }),
    recipe: { name: "nextjs", keys: javascriptRecipeKeys },
    port: listens,
    build: (context) =>
      draftApplication(context, options, {
        preset: "nextjs",
        env: { NODE_ENV: "production" },
        // The engine sets HOSTNAME to the container's id, and Next's server would listen on that address alone.
        ownEnv: { PORT: listens, HOSTNAME: "0.0.0.0" },
        test: connectTest(listens),
        httpTest: fetchTest,
        port: listens,
        memory: "512m",
        sizesHeap: true,
        recipe: { name: "nextjs", options: pickRecipe(options, javascriptRecipeKeys) },
      }),
  });
  return withAddress(definition);
}
