import { posix } from "node:path";
import type { ServiceFacts } from "./service-facts.ts";

const shells = /^(ba|da|a)?sh$/;
const servers =
  /docker-entrypoint|\b(postgres|mysqld|mariadbd|mongod|redis-server|valkey-server|typesense-server|meilisearch)\b(?![-_])/;
const clients =
  /^(crond?|supercronic|sleep|tail|pg_dump(all)?|pg_basebackup|psql|mysqldump|mysql|mariadb-dump|mongodump|mongosh|redis-cli|restic|rclone)$/;

/** Whether a service is what its image is for: a Postgres image whose command is a backup script, or `psql`, is no database. */
export function runsOwnProgram({ model, argv }: ServiceFacts): boolean {
  if (model.command === undefined && model.entrypoint === undefined) return true;
  const words = argv ?? [];
  const [program = ""] = words.map((word) => posix.basename(word));
  const first = posix.basename(model.entrypoint?.[0] ?? model.command?.[0] ?? program);
  if (clients.test(first)) return false;
  return !(shells.test(first) && words.length > 1) || servers.test(words.slice(1).join(" "));
}
