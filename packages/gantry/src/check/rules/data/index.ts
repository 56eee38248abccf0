// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as dataDbCredentialMismatch } from "./data-db-credential-mismatch.ts";
import { rule as dataMigrateViaPooler } from "./data-migrate-via-pooler.ts";
import { rule as dataMigrationRace } from "./data-migration-race.ts";
import { rule as dataMigrationsUntested } from "./data-migrations-untested.ts";
import { rule as dataNoMigrationPath } from "./data-no-migration-path.ts";
import { rule as dataPoolerPreparedStatements } from "./data-pooler-prepared-statements.ts";
import { rule as dataPostgres18Mount } from "./data-postgres18-mount.ts";
import { rule as dataRedisEvictsQueue } from "./data-redis-evicts-queue.ts";
import { rule as dataRedisNoMaxmemory } from "./data-redis-no-maxmemory.ts";
import { rule as dataRedisPasswordIgnored } from "./data-redis-password-ignored.ts";
import { rule as dataSchemaPushInProd } from "./data-schema-push-in-prod.ts";
import { rule as dataStateNotPersisted } from "./data-state-not-persisted.ts";
import { rule as dataUrlForeignParameter } from "./data-url-foreign-parameter.ts";
import { rule as dataUrlUnencodedSecret } from "./data-url-unencoded-secret.ts";

// biome-ignore format: one rule a line
export const dataRules: readonly Rule[] = [
  dataDbCredentialMismatch,
  dataMigrateViaPooler,
  dataMigrationRace,
  dataMigrationsUntested,
  dataNoMigrationPath,
  dataPoolerPreparedStatements,
  dataPostgres18Mount,
  dataRedisEvictsQueue,
  dataRedisNoMaxmemory,
  dataRedisPasswordIgnored,
  dataSchemaPushInProd,
  dataStateNotPersisted,
  dataUrlForeignParameter,
  dataUrlUnencodedSecret,
];
