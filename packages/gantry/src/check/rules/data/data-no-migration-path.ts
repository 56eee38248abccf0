import { posix } from "node:path";
import { migrationOf } from "../../facts/commands/migration-command.ts";
import type { Facts } from "../../facts/facts.ts";
import type { StackFacts } from "../../facts/stack-facts.ts";
import { defineRule } from "../../rule.ts";
import type { ShellCommand } from "../../shell/shell-document.ts";

export const rule = defineRule({
  id: "data-no-migration-path",
  group: "data",
  severity: "warn",
  summary: "Something runs the migrations in production",
  why: "The migrations are in the repository, but no entrypoint, job or deployment runs them, and nobody can by hand: the database publishes no port, and the image of the application has no tool for it. The first deployment meets an empty database, each later one an old schema.",
  fix: "Add a stage with the tool and a service that migrates once before the application starts.",
  links: ["https://docs.docker.com/reference/compose-file/services/#depends_on"],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    const file = firstMigration(facts);
    if (file === undefined) return;
    for (const stack of facts.production) {
      const [database, ...more] = [...stack.services.values()].filter(
        ({ image }) => image?.knowledge?.role === "database",
      );
      if (!database || more.length > 0 || ![...stack.services.values()].some(({ build }) => build?.dockerfile))
        continue;
      const isPublished = (database.model.ports ?? []).length > 0;
      if (hasPath(facts, stack, isPublished)) continue;
      yield {
        at: database.at(),
        message: `No entrypoint, service, script or workflow runs the migrations of ${posix.dirname(file)} on "${database.name}".`,
        related: [{ at: { file, line: 1, column: 1 }, message: "This is one of them." }],
      };
    }
  },
});

/** A file that a migration tool made. */
function firstMigration({ repository }: Facts): string | undefined {
  const alembic = [...repository.files].some((path) => /(^|\/)alembic\.ini$/.test(path));
  return [...repository.files].find(
    (path) =>
      /(^|\/)prisma\/migrations\/[^/]+\/migration\.sql$/.test(path) ||
      /(^|\/)(drizzle|migrations)\/\d{4}_\w+\.sql$/.test(path) ||
      /(^|\/)migrations\/\d{10,}[-_]\w+\.([cm]?[jt]s|sql)$/.test(path) ||
      (/(^|\/)migrations\/0001_\w+\.py$/.test(path) && !path.includes("site-packages")) ||
      (alembic && /(^|\/)versions\/\w+\.py$/.test(path)),
  );
}

function hasPath(facts: Facts, stack: StackFacts, isPublished: boolean): boolean {
  const services = facts.stacks.flatMap((each) => [...each.services.values()]);
  // A service that is named so does it, whatever it runs.
  if (services.some(({ name, startCommands }) => /migrat/i.test(name) || startCommands.some(migrates))) return true;
  for (const command of facts.commands()) {
    const { type } = command.document.origin;
    const byHand = type === "markdown" && command.argv[0] !== "docker" && command.argv[0] !== "docker-compose";
    const isStarted = type !== "package-script" || startsWith(command);
    if (migrates(command) && isStarted && (!byHand || isPublished)) return true;
  }
  return inImages(facts) || isOpen(stack) || inSources(facts);
}

const migrates = ({ argv }: ShellCommand): boolean => migrationOf(argv) !== undefined;

/** A script of a package that runs at the start, not one that is there to be called. */
const startsWith = ({ document: { origin } }: ShellCommand): boolean =>
  origin.type === "package-script" && /^(pre|post)?(start|serve|deploy|release|build|install)/.test(origin.script);

const inImages = ({ dockerfiles }: Facts): boolean =>
  dockerfiles.some(({ instructions }) =>
    instructions.some(
      ({ words, shell }) => migrationOf(words.map(({ text }) => text)) !== undefined || shell?.commands.some(migrates),
    ),
  );

/** An application of which nothing is known may migrate by itself. */
const isOpen = ({ services }: StackFacts): boolean =>
  [...services.values()].some(({ build, image }) => build !== undefined && image === undefined);

/** The application runs them when it starts. */
const inSources = ({ repository }: Facts): boolean =>
  repository
    .ofKind("script-source", "python-source", "shell")
    .some((path) =>
      /\bmigrat(e|ions?|or)\b[\w.]*\s*\(|runMigrations|migrationsRun|command\.upgrade|migrateToLatest|call_command\(\s*["']migrate|migrate\.latest/.test(
        repository.read(path)?.text ?? "",
      ),
    );
