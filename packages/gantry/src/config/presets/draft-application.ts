import type { BuildOptions } from "../options/build-options.ts";
import {
  type Check,
  duration,
  isMapping,
  list,
  openText,
  options as optionsOf,
  record,
  textValue,
} from "../options/checks.ts";
import type { Duration, ServiceOptions } from "../options/service-options.ts";
import type { OpenReference, TextValue } from "../reference.ts";
import type { BuildContext, Draft } from "../service-definition.ts";
import type { PresetRecipe } from "./draft-build.ts";
import { draftService, type ServiceDefaults } from "./draft-service.ts";
import { override } from "./override.ts";

export interface MigrateOptions {
  /** The program and its arguments, in the app's own image, such as `["npm", "run", "migrate"]`. */
  command: (string | OpenReference)[];
  /** Over the app's environment: a direct database URL where the app goes through a pooler. */
  env?: Record<string, TextValue | undefined>;
  /** The longest time that it may take. Default: `"10m"` in a deploy, else no limit. */
  timeout?: Duration;
}

/** What every application's preset has beside the options of a service. */
export interface ApplicationOptions extends ServiceOptions {
  /** How to build the image: the folder that the builder gets, or more exactly. Default without an `image`: `"."`. */
  build?: string | BuildOptions;
  /** A command that prepares the database. The app starts once it has ended with success. */
  migrate?: MigrateOptions;
}

export const migrateCheck: Check = optionsOf(
  {
    command: list(openText("everyone who may list processes sees it"), 1),
    env: record(textValue),
    timeout: duration,
  } satisfies Record<keyof MigrateOptions, Check>,
  ["command"],
);

/** What one language's preset knows. */
export interface ApplicationDefaults
  extends Pick<ServiceDefaults, "preset" | "port" | "test" | "httpTest" | "memory" | "sizesHeap"> {
  env: Readonly<Record<string, TextValue>>;
  /** Told to the application, and to nothing else that runs in its image. */
  ownEnv?: Readonly<Record<string, TextValue>>;
  recipe: Pick<PresetRecipe, "name" | "options">;
}

/** An application of the team's own: no privileges, a way out, and its migration before it. */
export function draftApplication(
  context: BuildContext,
  options: ApplicationOptions,
  preset: ApplicationDefaults,
): Draft {
  const { ownEnv, env, ...defaults } = preset;
  const health = options.health === false ? undefined : options.health?.http;
  const shared: Omit<ServiceDefaults, "preset" | "memory"> = {
    // What has no port works on jobs, which are not to be cut off.
    stopGracePeriod: preset.port === undefined ? "60s" : "10s",
    capabilities: [],
    egress: true,
    recipe: { ...preset.recipe, port: preset.port, health },
  };
  const app = draftService(context, options, { ...defaults, ...shared, env: { ...env, ...ownEnv } });
  if (!options.migrate) return app;
  const { port: _port, test: _test, ...bare } = defaults;
  const overridden = override(options, context.overridesOf(context.key));
  const own = { ...context, overridesOf: () => ({}) };
  const migration = draftService(own, asMigration(overridden, options.migrate), { ...bare, ...shared, env });
  return {
    ...app,
    companions: { migrate: limitTime(migration, options.migrate) },
    dependsOn: { [`${context.key}-migrate`]: "completed", ...app.dependsOn },
  };
}

/** The same image with another command, which runs to its end before the app starts. */
function asMigration(options: ApplicationOptions, migrate: MigrateOptions): ServiceOptions {
  const { migrate: _migrate, ports: _ports, replicas: _replicas, dependsOn: _dependsOn, ...rest } = options;
  const { assets: _assets, ...shared } = rest;
  return { ...shared, command: migrate.command, env: { ...options.env, ...migrate.env }, health: false, restart: "no" };
}

function limitTime(migration: Draft, { timeout }: MigrateOptions): Draft {
  if (timeout === undefined) return migration;
  const { "x-gantry": extras, ...service } = migration.service;
  return { ...migration, service: { ...service, "x-gantry": { ...(isMapping(extras) && extras), timeout } } };
}
