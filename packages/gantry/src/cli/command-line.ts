import { Command, CommanderError, Option } from "commander";
import { UserError } from "../model/error.ts";
import { nearest } from "../model/suggest.ts";
import type { AnyCommand, Input, OptionDefinition, OptionTable } from "./commands/definition.ts";
import { type GlobalValues, globalOptions } from "./commands/global-options.ts";
import { describeOption } from "./describe-option.ts";
import { commandHelp } from "./help.ts";
import { flagName, readOptionValues } from "./option-values.ts";

/** What the user asked for. */
export type Request =
  | { type: "run"; command: AnyCommand; globals: GlobalValues; input: Input<OptionTable> }
  | { type: "print"; text: string; stream: "stdout" | "stderr"; exitCode: number };

/**
 * Reads the arguments after `gantry`. Pure: prints nothing, runs nothing.
 *
 * @throws UserError `usage` for an unknown command or option, a missing argument, a value of the wrong kind.
 */
export function parseCommandLine(argv: readonly string[], commands: readonly AnyCommand[], version: string): Request {
  let request: Request | undefined;
  let printed = "";
  const output = { writeOut: (text: string) => (printed += text), writeErr: (text: string) => (printed += text) };
  const program = new StrictCommand("gantry")
    .description(
      "One description of a web stack, checked, built, run and shipped with nothing on the server but Docker.",
    )
    .version(version, "-v, --version", "Print the version")
    .helpOption("-h, --help", "Show help")
    .enablePositionalOptions()
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ ...output, getOutHasColors: () => false, getErrHasColors: () => false })
    .configureHelp({ subcommandTerm: describeUsage })
    .addHelpText("after", "\nMore about one command: gantry help <command>");
  for (const definition of Object.values(globalOptions)) addOption(program, definition, "Options of every command:");
  for (const definition of commands) {
    const command = addCommand(program, definition);
    // Only the one that is called needs its options: the help of them all is quicker without.
    if (!argv.includes(definition.name)) continue;
    addOptions(command, definition);
    command.action(() => {
      request = {
        type: "run",
        command: definition,
        globals: mergeGlobals(program.opts(), pickGlobals(command, definition.options)),
        input: { operands: command.args, options: readOptionValues(definition.options, command.opts()) },
      };
    });
  }
  const help = program.command("help [command]").description("Show help for a command").helpGroup("Describe it:");
  help.action((name: string | undefined) => {
    if (name === undefined) return program.help();
    const found = program.commands.find((command) => command.name() === name);
    return found ? found.help() : program.unknownCommand(name);
  });
  try {
    program.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode !== 0) {
      if (error instanceof CommanderError && error.code === "commander.help") {
        return { type: "print", text: printed, stream: "stderr", exitCode: 2 };
      }
      throw error;
    }
  }
  return request ?? { type: "print", text: printed, stream: "stdout", exitCode: 0 };
}

function addCommand(program: StrictCommand, definition: AnyCommand): StrictCommand {
  const command = new StrictCommand(definition.name)
    .summary(definition.summary)
    .description(definition.description)
    .helpOption("-h, --help", "Show help")
    .helpGroup(`${definition.group}:`)
    .copyInheritedSettings(program) as StrictCommand;
  for (const argument of definition.arguments) command.argument(argument.name, argument.description);
  program.addCommand(command);
  return command;
}

function addOptions(command: StrictCommand, definition: AnyCommand): void {
  for (const option of Object.values(definition.options)) addOption(command, option);
  for (const option of remainingGlobals(definition.options)) addOption(command, option, "Options of every command:");
  if (definition.passThrough) command.passThroughOptions();
  command.addHelpText("after", () => commandHelp(definition));
}

/** `exec <service> <command...>`: that there are options goes without saying. */
function describeUsage(command: Command): string {
  const operands = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...operands].join(" ");
}

function addOption(command: Command, definition: OptionDefinition, group?: string): void {
  const option = new Option(definition.flags, describeOption(definition));
  if (definition.kind === "list")
    option.argParser((value: string, list: string[] | undefined) => [...(list ?? []), value]);
  if (group) option.helpGroup(group);
  command.addOption(option);
}

/** The global options that a command has under its name: without the flags that it uses for something else. */
function remainingGlobals(own: OptionTable): OptionDefinition[] {
  const taken = new Set(Object.values(own).flatMap(({ flags }) => flagsOf(flags)));
  return Object.values(globalOptions)
    .filter(({ flags }) => !taken.has(flagName(flags)))
    .map((definition) => {
      const [short, ...rest] = definition.flags.split(", ");
      return short && taken.has(short) ? { ...definition, flags: rest.join(", ") } : definition;
    });
}

const flagsOf = (flags: string): string[] => flags.match(/--?[\w-]+/g) ?? [];

function pickGlobals(command: Command, own: OptionTable): Record<string, unknown> {
  const values = command.opts();
  return Object.fromEntries(
    Object.keys(globalOptions)
      .filter((name) => !(name in own) && command.getOptionValueSource(name) === "cli")
      .map((name) => [name, values[name]]),
  );
}

/** Options before and after the command's name: lists add up, of anything else the later one counts. */
function mergeGlobals(before: Record<string, unknown>, after: Record<string, unknown>): GlobalValues {
  const merged = { ...before };
  for (const [name, value] of Object.entries(after)) {
    const earlier = merged[name];
    merged[name] = Array.isArray(earlier) && Array.isArray(value) ? [...earlier, ...value] : value;
  }
  return readOptionValues(globalOptions, merged);
}

/** Says what is wrong in our own grammar. The methods are those that commander calls when a command line does not fit. */
class StrictCommand extends Command {
  override createCommand(name?: string): StrictCommand {
    return new StrictCommand(name);
  }

  unknownOption(flag: string): never {
    const [name = flag] = flag.split("=");
    const known = this.options.flatMap((option) => [option.long, option.short]).filter((part) => part != null);
    throw this.misuse(`unknown option "${name}"`, suggestion(name, known, `See "${this.helpCommandLine()}".`));
  }

  unknownCommand(name = this.args[0] ?? ""): never {
    const known = this.commands.map((command) => command.name());
    throw new UserError(`gantry: unknown command "${name}".`, {
      code: "usage",
      fix: suggestion(name, known, `Commands are: ${known.join(", ")}.`),
    });
  }

  missingArgument(name: string): never {
    throw this.misuse(`<${name}> is missing`, `See "${this.helpCommandLine()}".`);
  }

  optionMissingArgument(option: Option): never {
    throw this.misuse(`${option.flags} needs a value`, `See "${this.helpCommandLine()}".`);
  }

  _excessArguments(received: readonly string[]): never {
    const extra = received.slice(this.registeredArguments.length).join(" ");
    throw this.misuse(`takes no further arguments, but there is "${extra}"`, `See "${this.helpCommandLine()}".`);
  }

  private misuse(wrong: string, fix: string): UserError {
    return new UserError(`${this.fullName()}: ${wrong}.`, { code: "usage", fix });
  }

  private fullName(): string {
    return this.parent ? `gantry ${this.name()}` : "gantry";
  }

  private helpCommandLine(): string {
    return this.parent ? `gantry help ${this.name()}` : "gantry --help";
  }
}

function suggestion(word: string, known: Iterable<string>, otherwise: string): string {
  const near = nearest(word, known);
  return near ? `Did you mean "${near}"?` : otherwise;
}
