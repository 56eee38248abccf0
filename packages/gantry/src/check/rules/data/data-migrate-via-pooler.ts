import { isInWorkflow } from "../../facts/ci/remote-shell.ts";
import { migrationOf } from "../../facts/commands/migration-command.ts";
import type { Facts } from "../../facts/facts.ts";
import { referencesOf } from "../../facts/service/references.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { startPlace } from "../../facts/service/start-place.ts";
import { urlsIn } from "../../facts/url.ts";
import type { Report } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";
import { transactionPooler } from "./shared/transaction-pooler.ts";

export const rule = defineRule({
  id: "data-migrate-via-pooler",
  group: "data",
  severity: "error",
  summary: "Migrations go to the database itself, not through a pooler",
  why: "In transaction mode a pooler hands each transaction to another connection. The lock that keeps two migrations apart is taken on one and released on none, settings of the session get lost, and statements that cannot run in a transaction fail: a deployment hangs or leaves half of a migration behind.",
  fix: "Give the migration a URL of the database itself, such as DIRECT_URL, and let the tool's configuration read it.",
  links: [
    "https://www.pgbouncer.org/features.html",
    "https://www.prisma.io/docs/orm/prisma-client/setup-and-configuration/databases-connections/pgbouncer",
  ],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    let found = false;
    for (const service of facts.services()) {
      for (const report of atStart(facts, service)) {
        found = true;
        yield report;
      }
    }
    yield* inWorkflows(facts);
    if (!found) yield* inConfiguration(facts);
  },
});

const direct = /DIRECT|UNPOOLED|MIGRAT|ADMIN|NON_POOLING/;

function* atStart(facts: Facts, service: ServiceFacts): Generator<Report> {
  const command = service.startCommands.find(
    ({ argv, assignments }) => migrationOf(argv) && !assignments.has("DATABASE_URL"),
  );
  if (!command) return;
  const { names } = configurationsBelow(facts, service.build?.context);
  const read = names.length > 0 ? names : ["DATABASE_URL"];
  if (read.some((name) => direct.test(name))) return;
  for (const reference of referencesOf(service)) {
    const pooler = read.includes(reference.name) ? transactionPooler(service, reference) : undefined;
    if (!pooler) continue;
    yield {
      at: startPlace(service, command).at,
      message: `"${service.name}" migrates with ${reference.name}, which leads to a pooler.`,
      related: [{ at: reference.at, message: `${reference.name} is written here.` }, pooler.related],
      advice: "Pass a URL of the database itself, and let the tool read that one.",
    };
    return;
  }
}

/** A step that migrates with a URL of a pooler's port. */
function* inWorkflows(facts: Facts): Generator<Report> {
  for (const { jobs } of facts.workflows) {
    for (const { steps, env } of jobs) {
      for (const step of steps) {
        const given = step.env.get("DATABASE_URL") ?? env.get("DATABASE_URL");
        const [url] = urlsIn(given?.text.replace(/\$\{\{[^}]*\}\}/g, "X") ?? "");
        if (!given || !url || (url.port !== 6432 && url.port !== 6543)) continue;
        const command = step.shell?.commands.find(({ argv, document }) => migrationOf(argv) && isInWorkflow(document));
        const { names } = configurationsBelow(facts, "");
        if (!command || names.some((name) => direct.test(name))) continue;
        yield {
          at: given.at,
          message: `The step migrates through port ${url.port}, that of a pooler.`,
          related: [{ at: command.at, message: "It migrates here." }],
          advice: "Pass the URL of the database itself.",
        };
      }
    }
  }
}

/** The template has a URL for migrations, and the tool's configuration does not read it. */
function* inConfiguration(facts: Facts): Generator<Report> {
  for (const template of facts.envTemplates) {
    const entry = template.entries.find(({ name }) =>
      /^(DIRECT_(DATABASE_)?URL|DATABASE_(DIRECT_URL|URL_UNPOOLED|URL_NON_POOLING))$/.test(name),
    );
    const pooled = template.get("DATABASE_URL");
    if (!entry || !pooled || !isPooled(facts, pooled.value)) continue;
    const { names, places } = configurationsBelow(facts, "");
    const place = places.get("DATABASE_URL");
    if (!place || names.some((name) => direct.test(name))) continue;
    yield {
      at: place,
      message: `Migrations read DATABASE_URL, which leads to a pooler, and not ${entry.name}.`,
      related: [
        { at: entry.at, message: `${entry.name} is there for it.` },
        { at: pooled.at, message: "This is the pooler." },
      ],
      fix: {
        title: `Read ${entry.name}`,
        suggestion: true,
        edits: replaceWithin(facts, place, "DATABASE_URL", entry.name),
      },
    };
  }
}

const isPooled = ({ stacks }: Facts, value: string): boolean =>
  urlsIn(value).some(
    ({ host, port }) =>
      port === 6543 ||
      port === 6432 ||
      stacks.some((stack) => stack.serviceByHost(host)?.image?.knowledge?.role === "pooler"),
  );

/** The variables that the configurations of migration tools read, and where. */
function configurationsBelow(
  { repository }: Facts,
  context: string | undefined,
): { names: string[]; places: Map<string, Place> } {
  const names: string[] = [];
  const places = new Map<string, Place>();
  for (const path of context === undefined ? [] : repository.files) {
    if (
      !/(^|\/)(drizzle\.config\.[cm]?[jt]s|prisma\.config\.[cm]?[jt]s|schema\.prisma|alembic\/env\.py|migrations\/env\.py|knexfile\.[cm]?[jt]s)$/.test(
        path,
      )
    )
      continue;
    const source = context === "" || path.startsWith(`${context}/`) ? repository.read(path) : undefined;
    for (const match of source?.text.matchAll(
      /\b(?:env\.|env\(|environ\[|environ\.get\(|getenv\()\s*["']?([A-Z][A-Z0-9_]*)/g,
    ) ?? []) {
      const name = match[1] ?? "";
      if (!/URL|URI|DSN|DATABASE|DB/.test(name) || !source) continue;
      names.push(name);
      if (!places.has(name)) places.set(name, source.placeOf(match.index, match.index + match[0].length));
    }
  }
  return { names, places };
}
