import type { ServiceFacts } from "../../../facts/service/service-facts.ts";
import { hasUnknown } from "../../../facts/unknown.ts";
import type { Place } from "../../../place.ts";

export interface Credential {
  readonly value: string;
  /** The variable that says it; undefined for what the image takes when nothing is said. */
  readonly name: string | undefined;
  readonly at: Place;
  /** Whether a template says it, for everyone to replace. */
  readonly isTemplate: boolean;
}

export interface Credentials {
  readonly users: readonly Credential[];
  readonly password: Credential | undefined;
  readonly database: Credential | undefined;
}

/** The user, password and database that a database server makes at its first start; undefined when that cannot be told. */
export function serverCredentials(service: ServiceFacts): Credentials | undefined {
  const { env, image } = service;
  const isSql = image?.family === "postgres" || image?.family === "mysql" || image?.family === "mariadb";
  // Scripts of the first start may make any user and database.
  const hasScripts = [...(service.model.volumes ?? []), ...(service.model.configs ?? [])].some(({ target }) =>
    target?.startsWith("/docker-entrypoint-initdb.d"),
  );
  if (!isSql || env.isOpen || hasScripts || image.stage || [...env].some(({ name }) => /MULTIPLE_DATABASES/.test(name)))
    return undefined;
  const read = (...names: readonly string[]): Credential | undefined => {
    for (const name of names) {
      const variable = env.get(name);
      if (variable)
        return { value: variable.value, name, at: variable.at, isTemplate: variable.source === "env-template" };
    }
    return undefined;
  };
  if (image.family === "postgres") {
    const user = read("POSTGRES_USER") ?? { value: "postgres", name: undefined, at: service.at(), isTemplate: false };
    const isTrusted = env.get("POSTGRES_HOST_AUTH_METHOD")?.value === "trust";
    return {
      users: [user],
      password: isTrusted ? undefined : read("POSTGRES_PASSWORD"),
      database: read("POSTGRES_DB") ?? user,
    };
  }
  const user = read("MYSQL_USER", "MARIADB_USER");
  const root: Credential = { value: "root", name: undefined, at: service.at(), isTemplate: false };
  return {
    users: user ? [user, root] : [root],
    password: user ? read("MYSQL_PASSWORD", "MARIADB_PASSWORD") : read("MYSQL_ROOT_PASSWORD", "MARIADB_ROOT_PASSWORD"),
    database: read("MYSQL_DATABASE", "MARIADB_DATABASE"),
  };
}

/** Whether two values surely are not the same: what is not known may be anything. */
export const differ = (one: string, other: string): boolean => one !== other && !hasUnknown(one) && !hasUnknown(other);

/** What people write where a name belongs. */
export const isPlaceholder = ({ value, isTemplate }: Credential): boolean =>
  isTemplate &&
  /^(user(name)?|pass(word)?|your\w*|my\w*|db_?(user|name)|database|dbname|change\w*|x+|<.*>|[A-Z][A-Z_]*)$/.test(
    value,
  );
