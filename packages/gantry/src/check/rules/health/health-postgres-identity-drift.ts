import type { Facts } from "../../facts/facts.ts";
import type { ProbeCommand } from "../../facts/service/health-facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import type { Report } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "health-postgres-identity-drift",
  group: "health",
  severity: "info",
  summary: "A probe of Postgres names the user and database that exist",
  why: "pg_isready exits 0 for a user or database that does not exist, so the check still passes; but the server logs FATAL: role does not exist at every interval, which buries what matters.",
  fix: "Use $$POSTGRES_USER and $$POSTGRES_DB in the check.",
  links: ["https://www.postgresql.org/docs/current/app-pg-isready.html"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.healthcheck.test"],
  *check(facts) {
    for (const service of facts.services()) {
      if (service.is("postgres") !== "yes") continue;
      for (const command of service.health?.commands ?? []) {
        if (!/^(pg_isready|psql)$/.test(command.argv[0] ?? "")) continue;
        const user = effectiveValue(service, "POSTGRES_USER", "postgres");
        const database = effectiveValue(service, "POSTGRES_DB", user);
        yield* compare(facts, service, command, {
          flags: ["-U", "--username"],
          variable: "POSTGRES_USER",
          expected: user,
        });
        yield* compare(facts, service, command, {
          flags: ["-d", "--dbname"],
          variable: "POSTGRES_DB",
          expected: database,
        });
      }
    }
  },
});

/** The variable's value, or what the image takes without it; undefined when it is not known. */
function effectiveValue({ env }: ServiceFacts, name: string, otherwise: string | undefined): string | undefined {
  return env.get(name)?.value ?? (env.has(name) === "no" ? otherwise : undefined);
}

interface Identity {
  readonly flags: readonly string[];
  readonly variable: string;
  readonly expected: string | undefined;
}

function* compare(
  facts: Facts,
  service: ServiceFacts,
  { argv, places }: ProbeCommand,
  { flags, variable, expected }: Identity,
): Generator<Report> {
  const index = argv.findIndex((word) => flags.some((flag) => word === flag || word.startsWith(`${flag}=`)));
  const word = argv[index];
  if (word === undefined || expected === undefined || hasUnknown(expected)) return;
  const joined = word.includes("=");
  const given = joined ? word.slice(word.indexOf("=") + 1) : argv[index + 1];
  const at = places[joined ? index : index + 1];
  if (!given || !at || given === expected || /[$:=]/.test(given) || hasUnknown(given)) return;
  const source = service.env.get(variable);
  const name = nameOf(service, variable, expected);
  yield {
    at,
    message: `The health check of "${service.name}" names "${given}", but ${variable} is "${expected}".`,
    related: source ? [{ at: source.at, message: `${variable} is set here.` }] : [],
    fix: { title: `Name ${name}`, edits: replaceWithin(facts, at, given, name) },
  };
}

/** What a probe may say instead: the variable where a shell expands it, else its value. */
function nameOf({ health, env }: ServiceFacts, variable: string, expected: string): string {
  if (!health?.shell || env.get(variable)?.value !== expected) return expected;
  return health.source === "compose" ? `$$${variable}` : `$${variable}`;
}
