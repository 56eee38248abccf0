import type { Facts } from "../../facts/facts.ts";
import { type Reference, referencesOf } from "../../facts/service/references.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { Fix, Report } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { type Credential, type Credentials, differ, isPlaceholder, serverCredentials } from "./shared/credentials.ts";

export const rule = defineRule({
  id: "data-db-credential-mismatch",
  group: "data",
  severity: "error",
  summary: "Applications log in to the database as the user that it has",
  why: "The database makes one user, password and database when it starts for the first time, from its own variables. A connection string that was written apart from them names a role that is not there: every query fails, while both containers are healthy, because the check of the database does not log in.",
  fix: "Make the connection string of the same variables.",
  links: ["https://github.com/docker-library/docs/blob/master/postgres/README.md#environment-variables"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const service of facts.services()) {
      for (const reference of referencesOf(service)) {
        const server = service.stack.serviceByHost(reference.host);
        const wanted = server && server !== service ? serverCredentials(server) : undefined;
        const given = server && wanted ? clientCredentials(service, reference) : undefined;
        if (given && server && wanted) yield* compare(facts, service, server, given, wanted);
      }
    }
  },
});

interface Given {
  readonly user: Credential | undefined;
  readonly password: Credential | undefined;
  readonly database: Credential | undefined;
}

function clientCredentials(service: ServiceFacts, { url, name, at, variable }: Reference): Given | undefined {
  const isTemplate = variable?.source === "env-template";
  if (url) {
    if (!/^(postgres(ql)?|mysql|mariadb)(\+\w+)?$/.test(url.scheme)) return undefined;
    const part = (value: string | undefined): Credential | undefined =>
      value === undefined || value === "" ? undefined : { value: decode(value), name, at, isTemplate };
    return { user: part(url.user), password: part(url.password), database: part(url.path.split("/")[0]) };
  }
  // DB_HOST, DB_USER, DB_PASSWORD, DB_NAME.
  if (!variable) return undefined;
  const prefix = name.replace(/HOST$/, "");
  const read = (...suffixes: readonly string[]): Credential | undefined => {
    for (const suffix of suffixes) {
      const found = service.env.get(prefix + suffix);
      if (found)
        return { value: found.value, name: found.name, at: found.valueAt, isTemplate: found.source === "env-template" };
    }
    return undefined;
  };
  return {
    user: read("USER", "USERNAME"),
    password: read("PASSWORD", "PASS"),
    database: read("NAME", "DATABASE", "DB", "DBNAME"),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function* compare(
  facts: Facts,
  service: ServiceFacts,
  server: ServiceFacts,
  given: Given,
  wanted: Credentials,
): Generator<Report> {
  const { user, password, database } = given;
  const [known] = wanted.users;
  if (!known || (user && isPlaceholder(user))) return;
  if (user && wanted.users.every(({ value }) => differ(value, user.value))) {
    yield {
      at: user.at,
      message: `"${service.name}" logs in to "${server.name}" as ${user.value}, which has only the user ${known.value}.`,
      related: [saysSo(known)],
      fix: replace(facts, user, known, "//"),
    };
    return;
  }
  // Another user than the first has another password.
  const isFirst = user === undefined || user.value === known.value;
  const isReal = !password?.isTemplate && !wanted.password?.isTemplate;
  if (isFirst && isReal && password && wanted.password && differ(password.value, wanted.password.value)) {
    yield {
      at: password.at,
      message: `"${service.name}" logs in to "${server.name}" with another password than ${wanted.password.name} says.`,
      related: [saysSo(wanted.password)],
      advice: "Take both from one variable.",
    };
  }
  if (
    database &&
    !isPlaceholder(database) &&
    wanted.database &&
    differ(database.value, wanted.database.value) &&
    database.value !== "postgres"
  ) {
    yield {
      at: database.at,
      // Some tools make the database that they do not find.
      severity: "warn",
      message: `"${service.name}" uses the database ${database.value} of "${server.name}", which makes only ${wanted.database.value}.`,
      related: [saysSo(wanted.database)],
      fix: replace(facts, database, wanted.database, "/"),
    };
  }
}

const saysSo = ({ name, at }: Credential) => ({
  at,
  message: name === undefined ? "Nothing else is said here." : `${name} says so.`,
});

/** In a URL the user stands after `//`, the database after the last `/`. */
function replace(facts: Facts, given: Credential, wanted: Credential, before: string): Fix {
  const inUrl = replaceWithin(facts, given.at, `${before}${given.value}`, `${before}${wanted.value}`);
  const edits = inUrl.length > 0 ? inUrl : replaceWithin(facts, given.at, given.value, wanted.value);
  return { title: `Write ${wanted.value}`, suggestion: true, edits };
}
