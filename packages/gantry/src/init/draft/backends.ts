import type { Backend } from "../findings.ts";
import { call, code, type Expression, list, literal, object } from "../print/expression.ts";
import type { DraftConstant } from "./config-draft.ts";

/** What an application may want to know of a service that it talks to. */
export type BackendPart = "url" | "host" | "port" | "user" | "password" | "database";

export interface BackendDraft {
  /** The service's key and the name of its constant. */
  key: string;
  /** What stands before it: a secret that both sides use. */
  before?: DraftConstant;
  service: Expression;
  /** Lines that say what else it could be. */
  comments: readonly string[];
  /** @param scheme what the URL has to begin with, where the usual one will not do: `postgresql+asyncpg` */
  part(part: BackendPart, scheme: string | undefined): Expression | undefined;
}

export interface BackendWishes {
  /** The name of its database. */
  database: string;
  /** Somebody stores vectors in it. */
  vector: boolean;
  /** Jobs wait in it. */
  queue: boolean;
  /** Nobody can tell it a password. */
  withoutPassword: boolean;
}

/** How a backend is run; undefined for one that has no image that works by itself. */
export function draftBackend(backend: Backend, wishes: BackendWishes): BackendDraft | undefined {
  switch (backend) {
    case "postgres":
      return draftPostgres(wishes);
    case "redis":
      return draftRedis(wishes);
    case "mongodb":
      return plain({
        key: "mongo",
        image: "mongo:8",
        port: 27017,
        data: "/data/db",
        url: (host) => ["mongodb://", host, `:27017/${wishes.database}`],
      });
    case "mysql":
      return withSecret({
        key: "mysql",
        image: "mysql:8.4",
        port: 3306,
        data: "/var/lib/mysql",
        user: wishes.database,
        database: wishes.database,
        secret: "MYSQL_PASSWORD",
        env: {
          MYSQL_DATABASE: literal(wishes.database),
          MYSQL_USER: literal(wishes.database),
          MYSQL_PASSWORD: code("mysqlPassword"),
          MYSQL_RANDOM_ROOT_PASSWORD: literal("yes"),
        },
        url: (host, password) => [`mysql://${wishes.database}:`, password, "@", host, `:3306/${wishes.database}`],
      });
    case "rabbitmq":
      return withSecret({
        key: "rabbitmq",
        image: "rabbitmq:4",
        port: 5672,
        data: "/var/lib/rabbitmq",
        user: "app",
        secret: "RABBITMQ_PASSWORD",
        env: { RABBITMQ_DEFAULT_USER: literal("app"), RABBITMQ_DEFAULT_PASS: code("rabbitmqPassword") },
        url: (host, password) => ["amqp://app:", password, "@", host, ":5672"],
      });
    case "typesense":
      return withSecret({
        key: "typesense",
        image: "typesense/typesense:29.0",
        port: 8108,
        data: "/data",
        secret: "TYPESENSE_API_KEY",
        env: { TYPESENSE_API_KEY: code("typesensePassword"), TYPESENSE_DATA_DIR: literal("/data") },
        url: (host) => ["http://", host, ":8108"],
      });
    case "meilisearch":
      return withSecret({
        key: "meilisearch",
        image: "getmeili/meilisearch:v1.15",
        port: 7700,
        data: "/meili_data",
        secret: "MEILI_MASTER_KEY",
        env: { MEILI_MASTER_KEY: code("meilisearchPassword") },
        url: (host) => ["http://", host, ":7700"],
      });
    case "inngest":
      return undefined;
  }
}

function draftPostgres({ database, vector }: BackendWishes): BackendDraft {
  const options = {
    version: literal("17"),
    database: literal(database),
    extensions: vector ? list([literal("vector")]) : undefined,
  };
  return {
    key: "db",
    service: call("postgres", object(options)),
    comments: [
      "Its password is generated once and kept in .gantry/. One that runs elsewhere: external({ url: secret() }).",
    ],
    part: (part, scheme) =>
      part === "url" && scheme !== undefined ? call("db.urlAs", literal(scheme)) : code(`db.${part}`),
  };
}

function draftRedis({ withoutPassword, queue }: BackendWishes): BackendDraft {
  const password = withoutPassword ? { password: literal(false) } : {};
  return {
    key: "cache",
    service: call("redis", object({ version: literal("8"), ...password })),
    comments: withoutPassword
      ? ["Without a password, because nothing tells one to the application; only its users can reach it."]
      : queue
        ? ["Jobs wait in it: nothing is evicted, and it is kept on disk."]
        : ['What is only a cache: persistence: "none", maxMemory: "256mb", eviction: "allkeys-lru".'],
    part: (part) => (part === "user" || part === "database" ? undefined : code(`cache.${part}`)),
  };
}

interface PlainBackend {
  key: string;
  image: string;
  port: number;
  /** Where the image keeps its data. */
  data: string;
  env?: Readonly<Record<string, Expression>>;
  url(host: Expression): (string | Expression)[];
}

function plain({ key, image, port, data, env, url }: PlainBackend): BackendDraft {
  const options = {
    image: literal(image),
    port: literal(port),
    env: env && object(env),
    volumes: list([literal(`${key}-data:${data}`)]),
    egress: literal(false),
  };
  return {
    key,
    service: call("service", object(options)),
    comments: ["There is no preset for it: a service of its image, without a health check."],
    part: (part) => {
      if (part === "url") return { type: "template", parts: url(code(`${key}.host`)) };
      return part === "host" || part === "port" ? code(`${key}.${part}`) : undefined;
    },
  };
}

interface SecretBackend extends Omit<PlainBackend, "url"> {
  /** The variable of its password or key. */
  secret: string;
  user?: string;
  database?: string;
  url(host: Expression, password: Expression): (string | Expression)[];
}

function withSecret(backend: SecretBackend): BackendDraft {
  const { key, secret, user, database } = backend;
  const password = code(`${key}Password`);
  const draft = plain({ ...backend, url: (host) => backend.url(host, password) });
  const value = call("secret", object({ name: literal(secret), generate: literal(true) }));
  return {
    ...draft,
    before: { name: password.type === "code" ? password.text : key, value, comments: [] },
    part: (part, scheme) => {
      if (part === "password") return password;
      if (part === "user") return user === undefined ? undefined : literal(user);
      if (part === "database") return database === undefined ? undefined : literal(database);
      return draft.part(part, scheme);
    },
  };
}
