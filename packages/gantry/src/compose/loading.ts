import { isAbsolute, relative } from "node:path";
import type { Findings } from "./findings.ts";
import type { SubstituteOptions } from "./interpolate/substitute.ts";

/** What all steps of one loading share. */
export interface Loading {
  /** Where the command runs: files are named relative to it. */
  readonly cwd: string;
  readonly home: string | undefined;
  readonly findings: Findings;
  /** Sentences for the user, each once. */
  readonly warnings: Set<string>;
  /** Values of `environment:` sources that only an included file's env file has. */
  readonly includedVariables: Map<string, string>;
  /** How many files were included so far. */
  included: number;
  /** What stands in a text for a variable without a value, instead of nothing: for a reader that has no variables, such as a check. */
  readonly standIn?: ((name: string) => string) | undefined;
}

/** Variables that a unit of files sees. */
export type Variables = Readonly<Record<string, string>>;

/** The file as an error names it: relative to where the command runs, unless that is longer. */
export function displayPath(path: string, cwd: string): string {
  if (!isAbsolute(path)) return path;
  const short = relative(cwd, path);
  return short !== "" && short.length < path.length ? short : path;
}

/** A variable's own value: `toString` is no variable. */
export const lookupIn = (variables: Readonly<Record<string, string | undefined>>, name: string): string | undefined =>
  Object.hasOwn(variables, name) ? variables[name] : undefined;

/** How a unit's variables are put into its texts. */
export const substitution = (variables: Variables, loading: Loading): SubstituteOptions => ({
  lookup: (name) => lookupIn(variables, name),
  onUnset: warnUnset(loading),
  standIn: loading.standIn,
});

export const warnUnset =
  ({ warnings }: Pick<Loading, "warnings">) =>
  (name: string): void => {
    warnings.add(`The variable ${name} is not set: it stands for an empty text.`);
  };
