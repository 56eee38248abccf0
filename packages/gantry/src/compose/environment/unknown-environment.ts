import type { Issue } from "../../model/error.ts";
import { nearest } from "../../model/suggest.ts";

/** The environment that a stack has without saying so. */
export const defaultEnvironment = "development";

/** What is wrong with the name of an environment, where a stack declares others. */
export function unknownEnvironment(name: string, declared: Iterable<string>): Issue | undefined {
  const known = [...declared];
  if (known.length === 0 || name === defaultEnvironment || known.includes(name)) return undefined;
  const choices = [...new Set([defaultEnvironment, ...known])];
  const guess = nearest(name, choices);
  return {
    message: `environments: ${JSON.stringify(name)} is not an environment of this stack.`,
    fix: guess === undefined ? `Known: ${choices.join(", ")}.` : `Did you mean "${guess}"?`,
  };
}
