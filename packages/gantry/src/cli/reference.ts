import type { AnyCommand, OptionDefinition } from "./commands/definition.ts";
import { globalOptions } from "./commands/global-options.ts";
import { commandTable, commonExitCodes } from "./commands/table.ts";
import { describeOption } from "./describe-option.ts";
import { durations } from "./help.ts";

/** The page `docs/commands.md`: every command with its options, examples, exit codes and JSON shape. */
export function printReference(): string {
  return [
    "# Commands",
    "",
    "This page is made from the command table; `gantry help <command>` shows the same.",
    "",
    "Data goes to stdout, everything else to stderr. A terminal gets a live tree and colours (`NO_COLOR` and `--no-color` turn",
    "these off), a pipe gets plain lines, `--json` gets [documented JSON](json.md). Questions are asked only at a terminal;",
    "`--yes` answers them.",
    "",
    "| command | what it does |",
    "|---|---|",
    ...commandTable.map(({ name, summary }) => `| [\`gantry ${name}\`](#gantry-${name}) | ${summary} |`),
    "",
    "## Options of every command",
    "",
    "They stand before or after the command's name. Where a command uses a letter for itself (`logs -f`, `exec -e`, `run -p`),",
    "that meaning holds after its name, and the general one before it.",
    "",
    ...optionTable(Object.values(globalOptions)),
    "",
    "Without `-f`, the nearest `gantry.config.{ts,mts,js,mjs}` or Compose file is used, in this folder or one above it; of both in",
    "one folder it is the typed file, and a line on stderr says so.",
    "",
    durations,
    "",
    "## Exit codes",
    "",
    ...bulletList(commonExitCodes),
    "- `9`: Node.js itself looks for the file that `--env-file` names, and it is not there",
    "",
    "The first Ctrl-C ends the work in order: what has been started stays as it is, and the message says how to go on. A second",
    "one ends the command at once.",
    ...commandTable.flatMap(describeCommand),
    "",
  ].join("\n");
}

function describeCommand(command: AnyCommand): string[] {
  const { name, description, arguments: operands, options, examples, exitCodes, json } = command;
  const usage = ["gantry", name, "[options]", ...operands.map((operand) => operand.name)].join(" ");
  return [
    "",
    `## gantry ${name}`,
    "",
    `    ${usage}`,
    "",
    description,
    "",
    ...(operands.length > 0 ? [...operands.map((operand) => `- \`${operand.name}\`: ${operand.description}`), ""] : []),
    ...(Object.keys(options).length > 0 ? [...optionTable(Object.values(options)), ""] : []),
    "Examples:",
    "",
    ...examples.map((example) => `- \`${example.command}\`: ${example.does}`),
    "",
    ...(exitCodes ? ["Exit codes of its own:", "", ...bulletList(exitCodes), ""] : []),
    `With \`--json\`: ${json.summary} See [${json.shape}](json.md#${json.shape}).`,
  ];
}

function optionTable(options: readonly OptionDefinition[]): string[] {
  return [
    "| option | meaning |",
    "|---|---|",
    ...options.map((option) => {
      const meaning = describeOption(option, (choice) => `\`${choice}\``);
      return `| \`${option.flags}\` | ${meaning.replaceAll("|", "\\|")} |`;
    }),
  ];
}

const bulletList = (entries: Readonly<Record<string, string>>): string[] =>
  Object.entries(entries).map(([key, text]) => `- \`${key}\`: ${text}`);
