import { type ServiceDependency, serviceDependency } from "../../../facts/service/service-dependency.ts";
import type { ServiceFacts } from "../../../facts/service/service-facts.ts";

/** Who reads the connection string of a service: the driver that surely does, and only when Prisma is not there to read it too. */
export function databaseDriver(service: ServiceFacts): ServiceDependency | undefined {
  if (serviceDependency(service, "@prisma/client", "prisma", "tortoise-orm")) return undefined;
  // Drizzle and Knex upon pg, which takes no notice of parameters that it does not know.
  if (serviceDependency(service, "pg", "mysql2", "@neondatabase/serverless")) return undefined;
  return serviceDependency(service, "postgres", "asyncpg", "psycopg2", "psycopg2-binary", "psycopg");
}
