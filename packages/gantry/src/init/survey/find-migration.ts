import { posix } from "node:path";
import type { Package } from "../../image/detect/javascript/find-packages.ts";
import { parseStart } from "../../image/detect/javascript/parse-start.ts";
import type { Found } from "../findings.ts";

const migrationScripts = [
  "db:migrate:deploy",
  "migrate:deploy",
  "db:deploy",
  "db:migrate",
  "migrate",
  "migration:run",
  "migrations:run",
  "prisma:migrate",
];

/** The script that brings the database up to date, as a program that the image has; `missing` is what it lacks for that. */
export function findMigration(
  { folder, manifest }: Package,
  context: string,
): (Found<readonly string[]> & { missing?: string }) | undefined {
  const { scripts, dependencies, devDependencies } = manifest;
  const name = migrationScripts.find((each) => scripts[each] !== undefined && !/migrate dev\b/.test(scripts[each]));
  const script = name === undefined ? undefined : scripts[name];
  if (name === undefined || script === undefined) return undefined;
  const from = posix.join(context, folder, "package.json");
  const program = parseStart(script);
  const tool = program?.find((word) => devDependencies[word] !== undefined && dependencies[word] === undefined);
  if (program) return { value: program, from, ...(tool === undefined ? {} : { missing: tool }) };
  const [word = "", ...rest] = script.split(/\s+/).filter((each) => !each.includes("="));
  const known: Readonly<Record<string, string>> = {
    prisma: "prisma",
    "drizzle-kit": "drizzle-kit",
    knex: "knex",
    "node-pg-migrate": "node-pg-migrate",
  };
  const value = ["node", `node_modules/.bin/${word}`, ...rest];
  const owner = known[word];
  return { value, from, missing: owner !== undefined && dependencies[owner] !== undefined ? "" : (owner ?? script) };
}
