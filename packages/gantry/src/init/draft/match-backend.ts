import type { Backend } from "../findings.ts";
import type { BackendPart } from "./backends.ts";

/** The longer first: `MONGO` would leave `DB_URI` of `MONGODB_URI`. */
const prefixes: Readonly<Record<Backend, string>> = {
  postgres: "DATABASE|DB|POSTGRESQL|POSTGRES|PG|TYPEORM|SQLALCHEMY_DATABASE|SQL",
  mysql: "DATABASE|DB|MYSQL|MARIADB|TYPEORM|SQLALCHEMY_DATABASE|SQL",
  redis: "REDIS|KV|VALKEY|BULLMQ|BULL|QUEUE_REDIS|CELERY_BROKER|CELERY_RESULT|TASKIQ_BROKER|BROKER",
  mongodb: "MONGODB|MONGO|DATABASE|DB",
  rabbitmq: "RABBITMQ|AMQP|BROKER|CELERY_BROKER|TASKIQ_BROKER",
  typesense: "TYPESENSE",
  meilisearch: "MEILISEARCH|MEILI",
  inngest: "INNGEST",
};

const parts: readonly (readonly [pattern: RegExp, part: BackendPart])[] = [
  [/^(URL|URI|DSN|CONNECTION_STRING|PRISMA_URL|URL_NON_POOLING|BACKEND)$/, "url"],
  [/^(HOST|HOSTNAME|SERVER|NODE)$/, "host"],
  [/^PORT$/, "port"],
  [/^(USER|USERNAME)$/, "user"],
  [/^(PASSWORD|PASS|PASSWD|API_KEY|MASTER_KEY)$/, "password"],
  [/^(NAME|DATABASE|DB)$/, "database"],
];

const schemes: Readonly<Record<Backend, RegExp>> = {
  postgres: /^postgres(ql)?(\+\w+)?:\/\//,
  mysql: /^(mysql|mariadb)(\+\w+)?:\/\//,
  redis: /^rediss?:\/\//,
  mongodb: /^mongodb(\+srv)?:\/\//,
  rabbitmq: /^amqps?:\/\//,
  typesense: /^$a/,
  meilisearch: /^$a/,
  inngest: /^$a/,
};

/** The service that a variable is about, and what of it: by its example's scheme, else by its name. */
export function matchBackend(
  name: string,
  example: string,
  backends: readonly Backend[],
): { backend: Backend; part: BackendPart } | undefined {
  const byScheme = backends.find((backend) => schemes[backend].test(example));
  if (byScheme) return { backend: byScheme, part: "url" };
  // Another service's address stands in it: `BROKER_URL=amqp://…` is nothing for a Redis.
  if (Object.values(schemes).some((scheme) => scheme.test(example))) return undefined;
  if (name === "DIRECT_URL" && backends.includes("postgres")) return { backend: "postgres", part: "url" };
  for (const backend of backends) {
    const rest = new RegExp(`^(?:DIRECT_)?(?:${prefixes[backend]})_?([A-Z_]+)$`).exec(name)?.[1];
    const part = rest === undefined ? undefined : parts.find(([pattern]) => pattern.test(rest))?.[1];
    if (part) return { backend, part };
  }
  return undefined;
}

/** The variable that an application most likely takes a backend's address from. */
export const usualVariable: Readonly<Record<Backend, string>> = {
  postgres: "DATABASE_URL",
  mysql: "DATABASE_URL",
  redis: "REDIS_URL",
  mongodb: "MONGODB_URI",
  rabbitmq: "RABBITMQ_URL",
  typesense: "TYPESENSE_URL",
  meilisearch: "MEILI_HOST",
  inngest: "INNGEST_BASE_URL",
};
