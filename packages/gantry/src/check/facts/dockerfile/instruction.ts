import type { Place } from "../../place.ts";
import type { ShellDocument } from "../../shell/shell-document.ts";

/** A word of an instruction as it is written, with its place. */
export interface DockerWord {
  readonly text: string;
  readonly at: Place;
}

export interface DockerFlag {
  readonly name: string;
  readonly value: string | undefined;
  readonly at: Place;
}

export interface Instruction {
  /** In capitals: `RUN`. */
  readonly keyword: string;
  /** The whole instruction. */
  readonly at: Place;
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
  readonly flags: readonly DockerFlag[];
  /** The words after the flags; those of JSON form without their quotes. For a heredoc its marker. */
  readonly words: readonly DockerWord[];
  /** `["node", "server.js"]`: the instruction is in exec form. */
  readonly exec: boolean;
  /** The text that a shell gets: of RUN, CMD, ENTRYPOINT and the command of HEALTHCHECK, when they are not in exec form. */
  readonly shell: ShellDocument | undefined;
  /** `NAME=value` of ENV, ARG and LABEL. ARG without a default has no value. */
  readonly pairs: readonly { readonly name: string; readonly value: string | undefined; readonly at: Place }[];
}

export const flagOf = (instruction: Instruction, name: string): string | undefined =>
  instruction.flags.find((flag) => flag.name === name)?.value;
