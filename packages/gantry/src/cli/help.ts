import type { AnyCommand } from "./commands/definition.ts";
import { commonExitCodes } from "./commands/table.ts";

/** How a duration is written. */
export const durations = "A duration has a unit, such as 500ms, 90s or 1m30s; a bare number is seconds.";

/** What stands below the options in the help of a command: examples and exit codes. */
export function commandHelp(command: AnyCommand): string {
  const examples = command.examples.map(({ command: line, does }) => [line, does] as const);
  const codes = Object.entries({ ...commonExitCodes, ...command.exitCodes });
  const timed = Object.values(command.options).some(({ kind }) => kind === "duration");
  const notes = timed ? ["", durations] : [];
  return [...notes, "", "Examples:", ...alignColumns(examples), "", "Exit codes:", ...alignColumns(codes)].join("\n");
}

function alignColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
