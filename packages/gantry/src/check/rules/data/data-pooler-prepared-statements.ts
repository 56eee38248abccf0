import type { Facts } from "../../facts/facts.ts";
import { referencesOf } from "../../facts/service/references.ts";
import { type ServiceDependency, serviceDependency } from "../../facts/service/service-dependency.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { ServiceUrl } from "../../facts/url.ts";
import { defineRule } from "../../rule.ts";
import { configurationOf, transactionPooler } from "./shared/transaction-pooler.ts";

export const rule = defineRule({
  id: "data-pooler-prepared-statements",
  group: "data",
  severity: "warn",
  summary: "A driver prepares no statements behind a pooler that forgets them",
  why: "In transaction mode each query may go to another connection of the server. A statement that the driver has prepared by name on one is not there on the next, or is there already: the queries fail with prepared statement does not exist, only under load, when connections are shared.",
  fix: "Switch prepared statements off in the driver, or set max_prepared_statements in PgBouncer 1.21 or later.",
  links: ["https://www.pgbouncer.org/config.html#max_prepared_statements", "https://www.pgbouncer.org/changelog.html"],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const service of facts.services()) {
      for (const reference of referencesOf(service)) {
        const pooler = transactionPooler(service, reference);
        if (!pooler || (pooler.service ? keepsStatements(pooler.service) : reference.port !== 6543)) continue;
        const driver = preparingDriver(facts, service, reference.url);
        if (!driver) continue;
        yield {
          at: reference.at,
          message: `"${service.name}" reaches the database through a pooler in transaction mode (${reference.name}), and ${driver.found.name} prepares statements.`,
          related: [pooler.related, { at: driver.found.at, message: `"${service.name}" uses ${driver.found.name}.` }],
          advice: driver.advice,
        };
        break;
      }
    }
  },
});

/** Whether the pooler follows prepared statements: from 1.24 on by itself, before when it is told to. What is not known may. */
function keepsStatements(service: ServiceFacts): boolean {
  const { image, env } = service;
  const [major = 0, minor] = (/(?:^|v)(\d+)\.(\d+)/.exec(image?.base.tag ?? "") ?? []).slice(1).map(Number);
  if (minor === undefined || major > 1 || minor >= 24 || env.isOpen || image?.stage) return true;
  if ([...env].some(({ name, value }) => /MAX_PREPARED_STATEMENTS$/.test(name) && value !== "0")) return true;
  const hasFile = (service.model.volumes ?? []).some(({ target }) => /pgbouncer/.test(target));
  const file = configurationOf(service);
  return hasFile && (!file || /^[ \t]*max_prepared_statements[ \t]*=[ \t]*[1-9]/m.test(file.text));
}

function preparingDriver(
  facts: Facts,
  service: ServiceFacts,
  url: ServiceUrl | undefined,
): { found: ServiceDependency; advice: string } | undefined {
  const prisma = serviceDependency(service, "@prisma/client");
  if (prisma) {
    const isTold = !url || url.query.get("pgbouncer") === "true" || serviceDependency(service, "@prisma/adapter-pg");
    return isTold ? undefined : { found: prisma, advice: "Add pgbouncer=true to the connection string." };
  }
  const postgres = serviceDependency(service, "postgres");
  if (postgres?.language === "javascript") {
    return mentions(facts, service, "script-source", /\bprepare\s*:\s*\S/)
      ? undefined
      : { found: postgres, advice: "Pass prepare: false to postgres()." };
  }
  const asyncpg = serviceDependency(service, "asyncpg");
  if (!asyncpg || mentions(facts, service, "python-source", /statement_cache_size|prepared_statement/))
    return undefined;
  return { found: asyncpg, advice: "Pass statement_cache_size=0 to asyncpg." };
}

/** Whether a source of the build has the option: its value is a person's to judge. */
function mentions(
  { repository }: Facts,
  { build }: ServiceFacts,
  kind: "script-source" | "python-source",
  pattern: RegExp,
): boolean {
  const context = build?.context;
  return repository
    .ofKind(kind)
    .some((path) => (!context || path.startsWith(`${context}/`)) && pattern.test(repository.read(path)?.text ?? ""));
}
