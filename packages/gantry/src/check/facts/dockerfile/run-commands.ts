import { unwrapCommand } from "../../shell/command-line.ts";
import type { ShellCommand } from "../../shell/shell-document.ts";
import { rememberedFor } from "../lazy.ts";
import type { Instruction } from "./instruction.ts";

export interface RunCommand {
  readonly instruction: Instruction;
  readonly command: ShellCommand;
  /** Without `sudo`, `exec`, `timeout` and the like. */
  readonly argv: readonly string[];
}

/** The simple commands of RUN instructions, in order. */
export function* runCommands(instructions: readonly Instruction[]): Generator<RunCommand> {
  for (const instruction of instructions) {
    if (instruction.keyword !== "RUN") continue;
    yield* commandsOf(instruction);
  }
}

const commandsOf = rememberedFor((instruction: Instruction): readonly RunCommand[] =>
  (instruction.shell?.commands ?? []).map((command) => ({
    instruction,
    command,
    argv: unwrapCommand(command.argv),
  })),
);
