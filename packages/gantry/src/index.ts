// The public library: what a gantry.config.ts and other programs import from "gantry".

export type { StackConfig, StackContext, StackDefinition } from "./config/define-stack.ts";
export type { External, ExternalOptions } from "./config/external.ts";
export * from "./config/library.ts";
export type { BuildOptions, BuildSecret } from "./config/options/build-options.ts";
export type { EnvironmentOptions, ServiceOverrides } from "./config/options/environment-options.ts";
export type { BuildRecipe, RecipeOptions } from "./config/options/recipe-options.ts";
export type {
  CommandHealth,
  Duration,
  Health,
  HealthTiming,
  HttpHealth,
  PresetHealth,
  Resources,
  ServiceOptions,
  Size,
} from "./config/options/service-options.ts";
export type { CaddyOptions } from "./config/presets/caddy.ts";
export type { ComposeService } from "./config/presets/compose-service.ts";
export type { ApplicationOptions, MigrateOptions } from "./config/presets/draft-application.ts";
export type { FastapiOptions } from "./config/presets/fastapi.ts";
export type { FrontDoorOptions } from "./config/presets/front-door.ts";
export type { NextjsOptions } from "./config/presets/nextjs.ts";
export type { NginxOptions } from "./config/presets/nginx.ts";
export type { NodeOptions } from "./config/presets/node.ts";
export type { Postgres, PostgresOptions } from "./config/presets/postgres.ts";
export type { Redis, RedisOptions } from "./config/presets/redis.ts";
export type { AddressedService, BareServiceOptions } from "./config/presets/service.ts";
export type { SharedOptions } from "./config/presets/shared.ts";
export type { StaticSiteOptions } from "./config/presets/static-site.ts";
export type { WorkerOptions } from "./config/presets/worker.ts";
export type { OpenReference, OpenValue, Reference, SecretReference, TextValue } from "./config/reference.ts";
export type { SecretOptions } from "./config/secret.ts";
export type { DependencyWish, ServiceDefinition } from "./config/service-definition.ts";
export type { ErrorCode, Issue } from "./model/error.ts";
export { UserError } from "./model/error.ts";
export type { Recipe, RecipeName } from "./model/recipe.ts";
export type * from "./model/service.ts";
export type * from "./model/stack.ts";
