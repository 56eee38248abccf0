import { migrationOf } from "../../facts/commands/migration-command.ts";
import { isOneShot } from "../../facts/service/is-one-shot.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { startPlace } from "../../facts/service/start-place.ts";
import type { StackFacts } from "../../facts/stack-facts.ts";
import type { Report } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import type { ShellCommand } from "../../shell/shell-document.ts";

export const rule = defineRule({
  id: "data-migration-race",
  group: "data",
  severity: "warn",
  summary: "One container at a time migrates the database",
  why: "Containers that share an entrypoint migrate at the same moment: both see that the migration is missing and both run it. One of them fails at a table that exists already, or, worse, both run half of a change of data. It only happens now and then, at deployments.",
  fix: "Run the migration in a service of its own, and let the others wait for it with service_completed_successfully.",
  links: ["https://docs.docker.com/reference/compose-file/services/#depends_on"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const stack of facts.stacks) yield* races(stack);
  },
});

interface Migrating {
  readonly service: ServiceFacts;
  readonly command: ShellCommand;
}

function* races(stack: StackFacts): Generator<Report> {
  const all = [...stack.services.values()].flatMap((service): Migrating[] => {
    const command = isOneShot(service) ? undefined : unguarded(service);
    return command && !waitsForMigration(service) ? [{ service, command }] : [];
  });
  for (const [index, { service, command }] of all.entries()) {
    const { deploy, scale } = service.model;
    const replicas = scale ?? deploy?.replicas ?? 1;
    const advice = "Let a service of its own migrate, and the others wait for its end.";
    if (replicas > 1) {
      const place = startPlace(service, command);
      yield {
        ...place,
        message: `"${service.name}" migrates the database in ${replicas} containers at once (${toolOf(command)}).`,
        advice,
      };
    }
    const rival = all
      .slice(0, index)
      .find((other) => isSameDatabase(service, other.service) && !isOrdered(service, other.service));
    if (rival) {
      const place = startPlace(service, command);
      yield {
        at: place.at,
        message: `"${service.name}" and "${rival.service.name}" migrate the database at once when they start (${toolOf(command)}).`,
        related: [
          { at: startPlace(rival.service, rival.command).at, message: `"${rival.service.name}" migrates as well.` },
          ...place.related,
        ],
        advice,
      };
    }
  }
}

const toolOf = ({ argv }: ShellCommand): string => migrationOf(argv)?.tool ?? "";

/** A migration at the start that nothing holds back: no lock of the tool or the script, no variable that only one container has. */
function unguarded(service: ServiceFacts): ShellCommand | undefined {
  const { startCommands } = service;
  const command = startCommands.find(({ argv }) => migrationOf(argv)?.locks === "no");
  const isHeld = startCommands.some(
    ({ argv, document }) => /flock|advisory_lock/.test(argv.join(" ")) || /\$\{?\w*MIGRAT\w*/i.test(document.text),
  );
  return isHeld ? undefined : command;
}

function waitsForMigration({ model, stack }: ServiceFacts): boolean {
  return Object.entries(model.depends_on ?? {}).some(
    ([name, { condition }]) =>
      condition === "service_completed_successfully" &&
      stack.service(name)?.startCommands.some(({ argv }) => migrationOf(argv) !== undefined),
  );
}

/** Services of one build, or of one image, have one database. */
function isSameDatabase(one: ServiceFacts, other: ServiceFacts): boolean {
  const [build, second] = [one.build, other.build];
  if (build && second) return build.dockerfilePath !== undefined && build.dockerfilePath === second.dockerfilePath;
  return one.model.image !== undefined && one.model.image === other.model.image;
}

/** Whether one starts only when the other is healthy, so that it has migrated. */
const isOrdered = (one: ServiceFacts, other: ServiceFacts): boolean => waits(one, other) || waits(other, one);

function waits(from: ServiceFacts, to: ServiceFacts, seen = new Set<string>()): boolean {
  if (seen.has(from.name)) return false;
  seen.add(from.name);
  return Object.entries(from.model.depends_on ?? {}).some(([name, { condition }]) => {
    const next = from.stack.service(name);
    return next !== undefined && condition !== "service_started" && (next === to || waits(next, to, seen));
  });
}
