import type { Issue } from "../../model/error.ts";
import { nearest } from "../../model/suggest.ts";
import { External } from "../external.ts";
import { reportInto } from "../options/checks.ts";
import { checkComposeBuild, checkPublicVariables } from "./check-build.ts";
import type { StackEntry } from "./check-stack.ts";
import type { SecretNames } from "./name-secrets.ts";
import type { OpenEnvironment } from "./open-environment.ts";

interface StackParts {
  entries: readonly StackEntry[];
  /** The keys of all services. */
  keys: ReadonlySet<string>;
  /** What stands under `services`, what is no container included. */
  externals: Readonly<Record<string, unknown>>;
  secretNames: SecretNames;
}

/** What an environment says about the stack that is not there, or must not be said in a config. */
export function checkEnvironment(
  { name, options }: OpenEnvironment,
  { entries, keys, externals, secretNames }: StackParts,
  issues: Issue[],
): void {
  const report = reportInto(issues);
  for (const [key, overrides] of Object.entries(options.services ?? {})) {
    const path = ["environments", name, "services", key];
    checkComposeBuild(overrides.compose, [...path, "compose"], report);
    const definition = entries.find((entry) => entry.key === key)?.definition;
    if (definition) checkPublicVariables(definition, overrides.env, [...path, "env"], report);
    if (keys.has(key)) continue;
    const guess = nearest(key, keys);
    const fix = guess === undefined ? `Services are: ${[...keys].join(", ")}.` : `Did you mean "${guess}"?`;
    if (externals[key] instanceof External) report(path, "is an external(), and no container of the stack.");
    else report(path, "no such service.", fix);
  }
  const secrets = new Set(secretNames.values());
  for (const variable of Object.keys(options.variables ?? {})) {
    if (!secrets.has(variable)) continue;
    const place = ["environments", name, "variables", variable];
    const fix = `Set it in the process's environment, or in .env.${name}.`;
    report(place, "is a secret of the stack, and everyone reads the config.", fix);
  }
}
