import type { External } from "./external.ts";
import type { EnvironmentOptions } from "./options/environment-options.ts";
import type { HooksOptions } from "./options/hook-options.ts";
import type { ServiceDefinition } from "./service-definition.ts";

/** What a config may ask before it decides. */
export interface StackContext {
  /** The name given with `-e`; `"development"` without one. */
  environment: string;
  /** The environment is `production`. */
  production: boolean;
  /** The environment is `development`. */
  development: boolean;
  /** The environment's `domain`. Undefined without one, and while it is not known yet: see `defineStack`. */
  domain: string | undefined;
  /**
   * The process's variables over those of the env files and of the environment. For values that decide what the stack is; others are
   * `env("NAME")`.
   */
  env: Readonly<Record<string, string | undefined>>;
}

export interface StackDefinition {
  /** The project's name: lower-case letters, digits, dashes, underscores. `-p` goes before it. */
  name: string;
  /** The services by their key, which is their host name too. An `external()` is no container. */
  services: Record<string, ServiceDefinition | External>;
  /** The front door: a `caddy()`, an `nginx()`, or a `shared()` one. Its key is `proxy`. */
  proxy?: ServiceDefinition;
  /**
   * Where the stack runs, and what is different there. Without an entry: on the local engine. Once there is one, `-e` takes these names, and
   * `development`.
   *
   * @example
   * ```ts
   * environments: {
   *   staging: { host: "ssh://deploy@staging.example.com", domain: "staging.example.com", variables: { LOG_LEVEL: "debug" } },
   *   production: { host: "ssh://deploy@example.com", domain: "example.com", services: { web: { replicas: 3 } } },
   * }
   * ```
   */
  environments?: Record<string, EnvironmentOptions>;
  /**
   * Commands that run at moments of a deploy. One that fails before the new version is proven ends the deploy, which is taken back.
   *
   * @example
   * ```ts
   * hooks: { preDeploy: { command: ["npm", "test"] }, postDeploy: { service: app, command: ["node", "warm-up.js"] } }
   * ```
   */
  hooks?: HooksOptions;
  /**
   * Any top-level keys of a Compose file, merged over everything else.
   *
   * @example
   * ```ts
   * compose: { networks: { office: { external: true } } }
   * ```
   */
  compose?: Record<string, unknown>;
}

/** What a `gantry.config.ts` exports. */
export class StackConfig {
  /** @internal */
  readonly evaluate: (context: StackContext) => StackDefinition | Promise<StackDefinition>;

  constructor(evaluate: (context: StackContext) => StackDefinition | Promise<StackDefinition>) {
    this.evaluate = evaluate;
  }
}

/**
 * Describes a stack: what a `gantry.config.ts` exports by default. A function is called for the environment at hand; when that has a `domain` or
 * `variables`, which the function itself returns, it is called once more with them in its context.
 *
 * @example
 * ```ts
 * import { caddy, defineStack, node, postgres } from "gantry";
 *
 * export default defineStack(({ production }) => {
 *   const db = postgres({ version: "17", database: "shop" });
 *   const app = node({ build: ".", port: 3000, replicas: production ? 2 : 1, env: { DATABASE_URL: db.url } });
 *   return { name: "shop", services: { db, app }, proxy: caddy({ routes: { "shop.example.com": app } }) };
 * });
 * ```
 */
export function defineStack(
  definition: StackDefinition | ((context: StackContext) => StackDefinition | Promise<StackDefinition>),
): StackConfig {
  return new StackConfig(typeof definition === "function" ? definition : () => definition);
}
