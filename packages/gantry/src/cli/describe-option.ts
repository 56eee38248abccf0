import type { OptionDefinition } from "./commands/definition.ts";

/**
 * What an option is for, with its choices and whether it may stand several times.
 *
 * @param quote How a choice is written
 */
export function describeOption(
  { description, kind, choices }: OptionDefinition,
  quote: (choice: string) => string = (choice) => choice,
): string {
  const values = choices ? ` (${choices.map(quote).join(", ")})` : "";
  return `${description}${values}${kind === "list" ? "; may be repeated" : ""}`;
}
