import type { Issue } from "../../model/error.ts";
import { formatPath } from "../../model/position.ts";
import { External } from "../external.ts";
import { show } from "../options/checks.ts";
import { type Secret, soleSecret } from "../secret.ts";
import type { StackEntry } from "./check-stack.ts";
import { type FoundReference, flatParts } from "./find-references.ts";
import type { Site } from "./site.ts";

/** The variable that holds each secret. */
export type SecretNames = ReadonlyMap<Secret, string>;

type Place = Pick<Site, "path" | "references">;

/**
 * Names the secrets that have no name of their own: after the service that owns them (`DB_PASSWORD`), else after the environment
 * variable that they are for. A name that would be a guess is an issue.
 */
export function nameSecrets(
  entries: readonly StackEntry[],
  services: Readonly<Record<string, unknown>>,
  places: readonly Place[],
  issues: Issue[],
): SecretNames {
  const names = new Map<Secret, string>();
  const give = (secret: Secret, fallback: string) => {
    if (!names.has(secret)) names.set(secret, secret.name ?? fallback);
  };
  for (const { key, definition } of entries) {
    for (const [suffix, secret] of Object.entries(definition.blueprint.secrets ?? {})) {
      secret.purpose ??= `${suffix.toLowerCase().replaceAll("_", " ")} of the service ${key}`;
      give(secret, variableName(key, suffix));
    }
  }
  for (const [key, value] of Object.entries(services)) {
    const secret = value instanceof External ? soleSecret(value.options.url) : undefined;
    if (secret) give(secret, variableName(key, "URL"));
  }
  nameByUse(places, names, give, issues);
  findNameless(withoutLost(places, entries), names, issues);
  for (const name of new Set(names.values())) {
    if (!/^[A-Za-z_]\w*$/.test(name)) issues.push({ message: `secret ${show(name)}: is not a name for a variable.` });
  }
  return names;
}

function nameByUse(
  places: readonly Place[],
  names: ReadonlyMap<Secret, string>,
  give: (secret: Secret, name: string) => void,
  issues: Issue[],
): void {
  const byUse = new Map<Secret, string>();
  for (const { path, references } of places) {
    for (const found of references) {
      const secret = found.path[0] === "environment" ? soleSecret(found.reference) : undefined;
      if (!secret || (names.has(secret) && !byUse.has(secret))) continue;
      const variable = String(found.path[1]);
      const earlier = byUse.get(secret);
      byUse.set(secret, variable);
      give(secret, variable);
      if (secret.name !== undefined || earlier === undefined || earlier === variable) continue;
      const where = formatPath([...path, "env", variable]);
      issues.push({
        message: `${where}: the same secret is ${earlier} elsewhere, so its name is not clear.`,
        fix: `Name it: secret({ name: "${earlier}" }).`,
      });
    }
  }
}

/** The places without references to services that are not in the stack: those are reported, and their secrets have no owner. */
function withoutLost(places: readonly Place[], entries: readonly StackEntry[]): Place[] {
  const known = new Set(entries.map(({ definition }) => definition));
  const isKnown = ({ reference }: FoundReference) =>
    reference.targets.every((target) => target instanceof External || known.has(target));
  return places.map(({ path, references }) => ({ path, references: references.filter(isKnown) }));
}

function findNameless(places: readonly Place[], names: Map<Secret, string>, issues: Issue[]): void {
  for (const { path, references } of places) {
    for (const part of references.flatMap(({ reference }) => flatParts(reference.parts))) {
      if (part.type !== "secret" || names.has(part.secret)) continue;
      names.set(part.secret, part.secret.name ?? "UNNAMED");
      if (part.secret.name !== undefined) continue;
      issues.push({
        message: `${formatPath(path)}: uses a secret within a text, so that it has no name.`,
        fix: 'Name it: secret({ name: "API_KEY" }).',
      });
    }
  }
}

/** `DB_PASSWORD` from the service `db`. */
function variableName(key: string, suffix: string): string {
  return `${key}_${suffix}`
    .toUpperCase()
    .replaceAll(/\W/g, "_")
    .replace(/^(?=\d)/, "_");
}
