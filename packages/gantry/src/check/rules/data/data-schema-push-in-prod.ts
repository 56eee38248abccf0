import { posix } from "node:path";
import { migrationOf } from "../../facts/commands/migration-command.ts";
import { startPlace } from "../../facts/service/start-place.ts";
import { defineRule } from "../../rule.ts";
import { isFromBase } from "../compose/shared/production-file.ts";
import { deployedCommands } from "./shared/deployed-commands.ts";

export const rule = defineRule({
  id: "data-schema-push-in-prod",
  group: "data",
  severity: "error",
  summary: "Production changes its tables by migrations",
  why: "Pushing a schema makes the tables what the code says, by whatever statements lead there: a renamed column is dropped with all that is in it and made anew. Nothing is reviewed, nothing is recorded, and there is no way back but the last backup.",
  fix: "Write migrations, and run them once for each deployment.",
  links: [
    "https://www.prisma.io/docs/orm/prisma-migrate/workflows/prototyping-your-schema",
    "https://orm.drizzle.team/docs/migrations",
    "https://typeorm.io/docs/data-source/data-source-options/#common-data-source-options",
  ],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const service of facts.productionServices()) {
      const command = service.startCommands.find(({ argv }) => migrationOf(argv)?.kind === "push");
      if (command) {
        yield {
          ...startPlace(service, command),
          message: `"${service.name}" pushes the schema to the database at every start (${migrationOf(command.argv)?.tool}).`,
        };
      }
      for (const { name, value, source, at } of service.env) {
        if (!/^(\w+_)?(DB|DATABASE|TYPEORM|ORM)_SYNC(HRONIZE)?$/.test(name) || !/^(true|1|yes|on)$/i.test(value))
          continue;
        // A plain template is for development too; what comes from a base file is told by the merge's own rule.
        if ((source === "env-template" && !/prod/i.test(posix.basename(at.file))) || isFromBase(service, at)) continue;
        yield {
          at,
          message: `${name} of "${service.name}" lets the ORM change the tables of production whenever it starts.`,
        };
      }
    }
    for (const command of deployedCommands(facts)) {
      const migration = migrationOf(command.argv);
      if (migration?.kind === "push")
        yield {
          at: command.at,
          message: `The deployment pushes the schema to the database of production (${migration.tool}).`,
        };
    }
  },
});
