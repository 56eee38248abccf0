import { parseDuration, toMilliseconds } from "../model/duration.ts";
import { UserError } from "../model/error.ts";
import type { OptionDefinition, OptionTable, OptionValues } from "./commands/definition.ts";

/** Turns the texts that the parser collected into values of each option's kind. */
export function readOptionValues<Table extends OptionTable>(
  table: Table,
  raw: Readonly<Record<string, unknown>>,
): OptionValues<Table> {
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(table)) values[name] = readValue(definition, raw[name]);
  return values as OptionValues<Table>;
}

function readValue(definition: OptionDefinition, raw: unknown): unknown {
  switch (definition.kind) {
    case "flag":
      return typeof raw === "boolean" ? raw : isNegated(definition.flags);
    case "list":
      return Array.isArray(raw) ? raw : [];
    case "text":
      return typeof raw === "string" ? checkChoice(definition, raw) : undefined;
    case "integer":
      return typeof raw === "string" ? parseInteger(definition, raw) : undefined;
    case "duration":
      return typeof raw === "string" ? parseTime(definition, raw) : undefined;
  }
}

/** The long flag, or the short one where there is no other: `--timeout`. */
export function flagName(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? /-\w/.exec(flags)?.[0] ?? flags;
}

const isNegated = (flags: string): boolean => flagName(flags).startsWith("--no-");

function checkChoice({ flags, choices }: OptionDefinition, value: string): string {
  if (!choices || choices.includes(value)) return value;
  throw usageError(flags, value, "is not one of its values", `Write one of: ${choices.join(", ")}.`);
}

function parseInteger({ flags }: OptionDefinition, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw usageError(flags, value, "is not a whole number", "Write a number, such as 2.");
}

function parseTime({ flags }: OptionDefinition, value: string): number {
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const duration = parseDuration(value);
  if (duration !== undefined && duration >= 0) return toMilliseconds(duration);
  throw usageError(flags, value, "is not a duration", 'Write a number with a unit, such as "90s".');
}

export function usageError(flags: string, value: string, wrong: string, fix: string): UserError {
  return new UserError(`${flagName(flags)}: ${JSON.stringify(value)} ${wrong}.`, { code: "usage", fix });
}
