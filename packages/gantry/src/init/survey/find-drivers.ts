import type { Backend, Driver } from "../findings.ts";

const drivers: Readonly<Record<Backend, readonly string[]>> = {
  postgres: [
    "pg",
    "postgres",
    "@neondatabase/serverless",
    "@vercel/postgres",
    "slonik",
    "pg-promise",
    "asyncpg",
    "psycopg",
    "psycopg2",
    "psycopg2-binary",
    "psycopg-binary",
  ],
  redis: ["ioredis", "redis", "bullmq", "bull", "bee-queue", "@upstash/redis", "connect-redis", "taskiq-redis", "arq"],
  mongodb: ["mongodb", "mongoose", "pymongo", "motor", "beanie"],
  mysql: ["mysql", "mysql2", "mariadb", "aiomysql", "pymysql", "mysqlclient"],
  typesense: ["typesense"],
  rabbitmq: ["amqplib", "amqp-connection-manager", "aio-pika", "pika", "taskiq-aio-pika"],
  meilisearch: ["meilisearch"],
  inngest: ["inngest"],
};

/** The services that packages talk to. */
export function findDrivers(packages: Iterable<string>, from: string): Driver[] {
  const names = new Set(packages);
  return Object.entries(drivers).flatMap(([backend, known]) =>
    known.filter((driver) => names.has(driver)).map((driver) => ({ backend: backend as Backend, driver, from })),
  );
}

/** Prisma's schema says which database it is for. */
export function findPrismaBackend(schemas: readonly [path: string, text: string][]): Driver[] {
  return schemas.flatMap(([from, text]): Driver[] => {
    const provider = /datasource\s+\w+\s*\{[^}]*provider\s*=\s*"(\w+)"/.exec(text)?.[1] ?? "";
    const backend = { postgresql: "postgres", postgres: "postgres", mysql: "mysql", mongodb: "mongodb" }[provider];
    return backend === undefined ? [] : [{ backend: backend as Backend, driver: "prisma", from }];
  });
}
