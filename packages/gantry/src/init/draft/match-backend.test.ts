import { expect, test } from "vitest";
import type { Backend } from "../findings.ts";
import { matchBackend } from "./match-backend.ts";

const all: readonly Backend[] = ["postgres", "redis", "rabbitmq", "typesense", "meilisearch"];

test.each<[string, string, readonly Backend[], string | undefined]>([
  ["DATABASE_URL", "", all, "postgres url"],
  ["DIRECT_URL", "", all, "postgres url"],
  ["POSTGRES_PRISMA_URL", "", all, "postgres url"],
  ["PGHOST", "", all, "postgres host"],
  ["DB_USERNAME", "", all, "postgres user"],
  ["POSTGRESQL_DATABASE", "", all, "postgres database"],
  ["SQLALCHEMY_DATABASE_URI", "", all, "postgres url"],
  ["DATABASE_URL", "mysql://a@b/c", ["postgres", "mysql"], "mysql url"],
  ["MONGODB_URI", "", ["mongodb"], "mongodb url"],
  ["MONGO_HOST", "", ["mongodb"], "mongodb host"],
  ["REDIS_PORT", "6379", all, "redis port"],
  ["CELERY_BROKER_URL", "amqp://localhost", ["redis", "rabbitmq"], "rabbitmq url"],
  ["BROKER_URL", "amqp://localhost", ["redis"], undefined],
  ["QUEUE", "rediss://localhost:6380", all, "redis url"],
  ["TYPESENSE_API_KEY", "", all, "typesense password"],
  ["MEILI_MASTER_KEY", "", all, "meilisearch password"],
  ["MEILISEARCH_HOST", "", all, "meilisearch host"],
  ["DATABASE_POOL_SIZE", "5", all, undefined],
  ["REDIS_URL", "", ["postgres"], undefined],
])("%s=%s among %j is %s", (name, example, backends, expected) => {
  const match = matchBackend(name, example, backends);
  expect(match && `${match.backend} ${match.part}`).toBe(expected);
});
