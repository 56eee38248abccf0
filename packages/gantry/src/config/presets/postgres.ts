import { credential, list, matching, openText, orScalar, record } from "../options/checks.ts";
import { checksOf } from "../options/service-checks.ts";
import type { ServiceOptions } from "../options/service-options.ts";
import { concat, encode, type OpenReference, type OpenValue, type SecretReference } from "../reference.ts";
import { secretReference, soleSecret } from "../secret.ts";
import { type BuildContext, type Draft, hostOf, ServiceDefinition, textOf } from "../service-definition.ts";
import { draftService } from "./draft-service.ts";

export interface PostgresOptions extends ServiceOptions {
  /** The version, at least the major one: `"17"`, `"17.6"`, `"17-alpine"`. The place of the data follows from it. */
  version: string;
  /** Default: `"app"`. */
  database?: string | OpenReference;
  /** The owner of the database. Default: the name of the database. */
  user?: string | OpenReference;
  /** Default: generated, and kept in `.gantry/<environment>.env`. */
  password?: SecretReference;
  /**
   * Extensions that the database has from its first start on: `["vector", "pg_trgm"]`. `"vector"` picks the pgvector image. They
   * are created when the volume is empty; in a database that exists, `CREATE EXTENSION` is for a migration.
   */
  extensions?: string[];
  /** Server settings, as in `postgresql.conf`: `{ shared_buffers: "256MB", max_connections: 200 }`. */
  settings?: Record<string, OpenValue>;
}

/** A PostgreSQL database with references to how it is reached. */
export interface Postgres extends ServiceDefinition {
  /** `postgres://user:password@host:5432/database`, with what needs it percent-encoded. */
  readonly url: SecretReference;
  /** The same URL for a client that insists on another scheme, as SQLAlchemy does: `db.urlAs("postgresql+asyncpg")`. */
  urlAs(scheme: string): SecretReference;
  readonly host: OpenReference;
  readonly port: OpenReference;
  readonly user: OpenReference;
  readonly password: SecretReference;
  readonly database: OpenReference;
}

/** The longest start is the first one, which makes the cluster and runs the scripts. */
const timing = { interval: "10s", timeout: "5s", retries: 5, startPeriod: "60s" } as const;

/**
 * A PostgreSQL database on a volume `<key>-data`, on a private network that only its users join.
 *
 * @example
 * ```ts
 * const db = postgres({ version: "17", database: "shop", extensions: ["vector"] });
 * const app = node({ build: ".", port: 3000, env: { DATABASE_URL: db.url } });
 * ```
 */
export function postgres(options: PostgresOptions): Postgres {
  const given = options ?? {};
  const generated = { generate: true, minLength: 1 };
  const password = given.password ?? secretReference(generated);
  const secret = soleSecret(password);
  const definition: ServiceDefinition = new ServiceDefinition({
    preset: "postgres",
    options: given,
    checks: checksOf<PostgresOptions>({
      version: matching(/^\d+(\.\d+)?(-[\w.-]+)?$/, "a version of PostgreSQL", "17"),
      database: openText("the health check names it"),
      user: openText("the health check names it"),
      password: credential,
      extensions: list(matching(/^[a-z][\w-]*$/, "the name of an extension", "pg_trgm")),
      settings: record(orScalar(openText("everyone who may list processes sees it")), {
        pattern: /^[a-z][\w.]*$/,
        meaning: "the name of a setting",
      }),
    }),
    required: ["version"],
    secrets: secret ? { PASSWORD: secret } : {},
    build: (context) => draftPostgres(context, options, { user, password, database }),
  });
  const database = textOf(definition, given.database ?? "app");
  const user = textOf(definition, given.user ?? database);
  const host = hostOf(definition);
  const owner = concat([encode(user, "url"), ":", encode(password, "url")]);
  const urlAs = (scheme: string) =>
    textOf(definition, `${scheme}://`, owner, "@", host, ":5432/", encode(database, "url"));
  return Object.assign(definition, {
    host,
    port: textOf(definition, 5432),
    user,
    password: textOf(definition, password),
    database,
    url: urlAs("postgres"),
    urlAs,
  });
}

type Credentials = Pick<Postgres, "user" | "password" | "database">;

function draftPostgres(
  context: BuildContext,
  options: PostgresOptions,
  { user, password, database }: Credentials,
): Draft {
  const major = Number.parseInt(options.version, 10);
  const extensions = options.extensions ?? [];
  const settings = Object.entries(options.settings ?? {}).flatMap(([name, value]) => [
    "-c",
    concat([`${name}=`, value]),
  ]);
  const draft = draftService(context, options, {
    preset: "postgres",
    stateful: true,
    image: extensions.includes("vector") ? `pgvector/pgvector:pg${major}` : `postgres:${options.version}`,
    command: settings.length > 0 ? ["postgres", ...settings] : undefined,
    env: { POSTGRES_DB: database, POSTGRES_USER: user, POSTGRES_PASSWORD: password },
    // Over TCP: while the first start still runs its scripts, only the socket answers.
    test: ["CMD-SHELL", 'pg_isready -q -h 127.0.0.1 -U "$POSTGRES_USER" -d "$POSTGRES_DB"'],
    timing,
    memory: "512m",
    stopGracePeriod: "60s",
    // The entrypoint takes over the data folder as root, then becomes postgres.
    capabilities: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"],
    // From 18 on the image keeps a folder for each major version below the volume.
    volumes: [`${context.key}-data:${major >= 18 ? "/var/lib/postgresql" : "/var/lib/postgresql/data"}`],
  });
  // Parallel queries share memory through /dev/shm, and the engine's 64 MB is soon too small.
  const service = { ...draft.service, shm_size: "256m" };
  if (extensions.length === 0) return { ...draft, service };
  const config = `${context.key}-extensions`;
  const target = "/docker-entrypoint-initdb.d/00-extensions.sql";
  return {
    ...draft,
    service: { ...service, configs: [{ source: config, target }] },
    configs: {
      [config]: { content: extensions.map((name) => `CREATE EXTENSION IF NOT EXISTS "${name}";\n`).join("") },
    },
  };
}
