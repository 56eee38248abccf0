import { UserError } from "../../model/error.ts";
import { describeNeed, type Need, secretRules } from "../assemble/find-needs.ts";
import type { CredentialWish } from "./generated-credentials.ts";

/** What has to be generated: secrets that may be, and have no value anywhere. */
export function findWishes(needs: readonly Need[], variables: Readonly<Record<string, string>>): CredentialWish[] {
  return needs
    .filter((need) => !variables[need.name] && mayGenerate(need))
    .map((need) => ({ name: need.name, length: lengthOf(need) }));
}

const mayGenerate = ({ secrets }: Need): boolean => secrets.some((secret) => secret.generate === true);

function lengthOf({ secrets }: Need): number {
  const exact = secrets.find((secret) => secret.length !== undefined)?.length;
  return exact ?? Math.max(32, ...secrets.map((secret) => secret.minLength ?? 0));
}

/** Whom a missing value is told to. */
export interface CollectOptions {
  environment: string;
  /** The config's name. */
  file: string;
}

/**
 * The value of every need.
 *
 * @throws UserError `config` with all that are missing or break a rule; no value is in it.
 */
export function collectValues(
  needs: readonly Need[],
  variables: Readonly<Record<string, string>>,
  { environment, file }: CollectOptions,
): Map<string, string> {
  const values = new Map<string, string>();
  const missing: string[] = [];
  const wrong: string[] = [];
  for (const need of needs) {
    // As Compose's own ":?" and ":-" have it, an empty value is none.
    const value = variables[need.name] || need.default;
    if (value === undefined) missing.push(`${need.name}: ${describeNeed(need)}`);
    else if (!keepsRules(need, value)) wrong.push(`${need.name}: needs ${secretRules(need.secrets).join(", ")}`);
    else values.set(need.name, value);
  }
  const problems = [...missing, ...wrong];
  if (problems.length === 0) return values;
  throw new UserError(headline(missing.length, wrong.length, environment, problems), {
    code: "config",
    issues: problems.map((message) => ({ message })),
    fix: `Set them in the process's environment, in .env.${environment} or .env beside ${file}, or in a file given with --env-file.`,
  });
}

function headline(missing: number, wrong: number, environment: string, problems: readonly string[]): string {
  const count = (number: number) => `${number} variable${number === 1 ? "" : "s"}`;
  const parts = [
    ...(missing > 0 ? [`${count(missing)} without a value`] : []),
    ...(wrong > 0 ? [`${count(wrong)} of the wrong length`] : []),
  ];
  return `${parts.join(" and ")} in the environment "${environment}":\n${problems.map((line) => `  ${line}`).join("\n")}`;
}

function keepsRules({ secrets }: Need, value: string): boolean {
  return secrets.every(
    ({ length, minLength = 0 }) => (length === undefined || value.length === length) && value.length >= minLength,
  );
}

/** What must never be printed: the secrets, and each form that they take in a text. */
export function listSensitive(
  needs: readonly Need[],
  values: ReadonlyMap<string, string>,
  forms: readonly ((value: string) => string)[],
): Set<string> {
  const secrets = needs.filter((need) => need.secrets.length > 0).map(({ name }) => values.get(name) ?? "");
  return new Set(
    secrets.filter((value) => value !== "").flatMap((value) => [value, ...forms.map((form) => form(value))]),
  );
}
