import type { Context } from "../context.ts";

/** How an option's text becomes a value. Durations are milliseconds: `"90s"`, or a bare number of seconds, as Compose has it. */
type OptionKind = "flag" | "text" | "list" | "integer" | "duration";

export interface OptionDefinition {
  /** As commander reads them: `-t, --timeout <seconds>`. A `--no-…` flag is true unless given. */
  flags: string;
  description: string;
  kind: OptionKind;
  choices?: readonly string[];
}

/** Options by the name that the handler knows them by: the long flag in camel case. */
export type OptionTable = Readonly<Record<string, OptionDefinition>>;

interface KindValue {
  flag: boolean;
  text: string | undefined;
  list: readonly string[];
  integer: number | undefined;
  duration: number | undefined;
}

export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: KindValue[Table[Name]["kind"]];
};

export interface ArgumentDefinition {
  /** `<service>` is required, `[services...]` may be left out or repeated. */
  name: string;
  description: string;
}

export interface Input<Table extends OptionTable> {
  /** What stood after the options, in order. */
  operands: readonly string[];
  options: OptionValues<Table>;
}

/** Does the work; returns the exit code, 0 when absent. */
export type Handler<Table extends OptionTable> = (context: Context, input: Input<Table>) => Promise<number | undefined>;

type CommandGroup = "Run a stack" | "Build and ship" | "Look at it" | "Work in it" | "Describe it";

/** A command as data: the parser, the help, the reference and its tests read it; the handler is imported when it runs. */
export interface CommandDefinition<Table extends OptionTable = OptionTable> {
  name: string;
  group: CommandGroup;
  /** One line, for the list of commands. */
  summary: string;
  description: string;
  arguments: readonly ArgumentDefinition[];
  options: Table;
  /** Everything from the second operand on belongs to a command in a container, flags too. */
  passThrough?: boolean;
  examples: readonly { command: string; does: string }[];
  /** Exit codes that mean something particular here, beyond the four that every command has. */
  exitCodes?: Readonly<Record<string, string>>;
  /** What `--json` prints: the heading in docs/json.md, and one sentence. */
  json: { shape: string; summary: string };
  load: () => Promise<Handler<Table>>;
}

/** A command of the table, its option types forgotten. */
export interface AnyCommand extends Omit<CommandDefinition, "load"> {
  run(context: Context, input: Input<OptionTable>): Promise<number | undefined>;
}

/** Keeps the option types together until the handler is called. */
export function defineCommand<const Table extends OptionTable>(definition: CommandDefinition<Table>): AnyCommand {
  const { load, ...rest } = definition;
  return {
    ...rest,
    run: async (context, input) => {
      const handler = await load();
      return handler(context, input as Input<Table>);
    },
  };
}
