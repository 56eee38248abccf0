import { type Check, list, openText, options as optionsOf, port, record, textValue } from "../options/checks.ts";
import { checksOf } from "../options/service-checks.ts";
import type { ServiceOptions } from "../options/service-options.ts";
import type { Reference, TextValue } from "../reference.ts";
import { type BuildContext, type Draft, ServiceDefinition } from "../service-definition.ts";
import { draftService } from "./draft-service.ts";
import { type AddressedService, withAddress } from "./service.ts";

export interface MigrateOptions {
  /** The program and its arguments, in the app's own image, such as `["npm", "run", "migrate"]`. */
  command: (string | Reference)[];
  /** Over the app's environment: a direct database URL where the app goes through a pooler. */
  env?: Record<string, TextValue | undefined>;
}

export interface NodeOptions extends ServiceOptions {
  /** The port that it listens on; given to it as `PORT`. Absent: a worker, which nobody calls. */
  port?: number;
  /** A command that prepares the database. The app starts once it has ended with success. */
  migrate?: MigrateOptions;
}

const migrateChecks: Record<keyof MigrateOptions, Check> = {
  command: list(openText("everyone who may list processes sees it"), 1),
  env: record(textValue),
};

/**
 * A Node.js application, from a `build` or an `image` that has `node`. Its health is asked with `node` itself, since slim images have
 * neither `wget` nor `curl`: the `health.http` path, or without one that the port accepts connections.
 *
 * @example
 * ```ts
 * const app = node({ build: "./web", port: 3000, health: { http: "/api/health" }, env: { DATABASE_URL: db.url } });
 * ```
 */
export function node(options: NodeOptions): AddressedService {
  const definition = new ServiceDefinition({
    preset: "node",
    options: options ?? {},
    checks: checksOf<NodeOptions>({ port, migrate: optionsOf(migrateChecks, ["command"]) }),
    port: options?.port,
    build: (context) => draftNode(context, options),
  });
  return withAddress(definition);
}

function draftNode(context: BuildContext, options: NodeOptions): Draft {
  const app = draftService(context, options, {
    preset: "node",
    env: { NODE_ENV: "production", ...(options.port === undefined ? {} : { PORT: options.port }) },
    test: options.port === undefined ? undefined : connectTest(options.port),
    httpTest: fetchTest,
    port: options.port,
    memory: "512m",
    stopGracePeriod: "10s",
    capabilities: [],
    egress: true,
  });
  if (!options.migrate) return app;
  const migration = draftMigration(context, options, options.migrate);
  return {
    ...app,
    companions: { migrate: migration },
    dependsOn: { [`${context.key}-migrate`]: "completed", ...app.dependsOn },
  };
}

/** The same image with another command, which runs to its end before the app starts. */
function draftMigration(context: BuildContext, options: NodeOptions, migrate: MigrateOptions): Draft {
  const {
    port: _port,
    migrate: _migrate,
    ports: _ports,
    replicas: _replicas,
    dependsOn: _dependsOn,
    ...shared
  } = options;
  return draftService(
    context,
    { ...shared, command: migrate.command, env: { ...options.env, ...migrate.env }, health: false, restart: "no" },
    {
      preset: "node",
      env: { NODE_ENV: "production" },
      memory: "512m",
      stopGracePeriod: "10s",
      capabilities: [],
      egress: true,
    },
  );
}

function fetchTest(url: string): readonly string[] {
  const script = `fetch(${JSON.stringify(url)}).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  return ["CMD", "node", "-e", script];
}

function connectTest(port: number): readonly string[] {
  const exits = '.on("connect", () => process.exit(0)).on("error", () => process.exit(1))';
  return ["CMD", "node", "-e", `require("node:net").connect(${port}, "127.0.0.1")${exits}`];
}
