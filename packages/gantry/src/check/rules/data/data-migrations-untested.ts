import { isInWorkflow, runsRemotely } from "../../facts/ci/remote-shell.ts";
import { type Migration, migrationOf } from "../../facts/commands/migration-command.ts";
import type { Facts } from "../../facts/facts.ts";
import type { Fix } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import type { ShellCommand } from "../../shell/shell-document.ts";
import { deployedCommands } from "./shared/deployed-commands.ts";

export const rule = defineRule({
  id: "data-migrations-untested",
  group: "data",
  severity: "warn",
  summary: "Tests make the schema in the way in which production does",
  why: "When tests push the schema from the code and production runs migration files, nobody has ever run those files before the deployment. A forgotten file, a wrong order or a statement that only fails with rows in the table is found on the production database.",
  fix: "Run the migrations in the job that tests.",
  links: [
    "https://www.prisma.io/docs/orm/prisma-client/deployment/deploy-database-changes-with-prisma-migrate",
    "https://orm.drizzle.team/docs/migrations",
  ],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    const production = migrationInProduction(facts);
    if (!production) return;
    const tested = [...facts.commands()].flatMap((command): { command: ShellCommand; migration: Migration }[] => {
      const migration =
        isInWorkflow(command.document) && !runsRemotely(facts, command.document)
          ? migrationOf(command.argv)
          : undefined;
      return migration ? [{ command, migration }] : [];
    });
    if (tested.some(({ migration }) => migration.kind === "migrate")) return;
    for (const { command, migration } of tested) {
      yield {
        at: command.at,
        message: `The workflow pushes the schema (${migration.tool}), and production migrates: the migration files are first run there.`,
        related: [{ at: production.at, message: "Production migrates here." }],
        fix: migrateInstead(facts, command),
      };
    }
  },
});

/** Where production runs migration files: at a container's start, or in a deployment. */
const migrationInProduction = (facts: Facts): ShellCommand | undefined =>
  [...[...facts.productionServices()].flatMap(({ startCommands }) => startCommands), ...deployedCommands(facts)].find(
    ({ argv }) => migrationOf(argv)?.kind === "migrate",
  );

const others: readonly (readonly [string, string])[] = [
  ["prisma db push", "prisma migrate deploy"],
  ["drizzle-kit push", "drizzle-kit migrate"],
];

function migrateInstead(facts: Facts, { argv, at }: ShellCommand): Fix | undefined {
  const scripts = facts.packages.flatMap(({ scripts: named }) => [...named.keys()]);
  const pushed = argv.find((word) => /[:_-]push\b/.test(word));
  const script = pushed && scripts.find((name) => name === pushed.replace(/push\S*$/, "migrate"));
  const text = argv.join(" ");
  const [before, after] = pushed && script ? [pushed, script] : (others.find(([push]) => text.includes(push)) ?? []);
  if (before === undefined || after === undefined) return undefined;
  return { title: `Run ${after}`, suggestion: true, edits: replaceWithin(facts, at, before, after) };
}
