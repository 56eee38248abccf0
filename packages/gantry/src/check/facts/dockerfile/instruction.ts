import type { Place } from "../../place.ts";
import type { SourceText } from "../../repository/source-text.ts";
import type { ShellDocument } from "../../shell/shell-document.ts";
import type { WrittenInstruction } from "./written-instruction.ts";

/** A word of an instruction as it is written, with its place. */
export interface DockerWord {
  readonly text: string;
  readonly at: Place;
}

/** `NAME=value` of ENV, ARG and LABEL, or a flag. ARG without a default has no value. */
export interface DockerPair {
  readonly name: string;
  readonly value: string | undefined;
  readonly at: Place;
}

export class Instruction {
  /** In capitals: `RUN`. */
  readonly keyword: string;
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
  readonly flags: readonly DockerPair[];
  /** The words after the flags; those of JSON form without their quotes. Those of a heredoc's text are among them. */
  readonly words: readonly DockerWord[];
  /** `["node", "server.js"]`: the instruction is in exec form. */
  readonly exec: boolean;
  /** The text that a shell gets: of RUN, CMD, ENTRYPOINT and the command of HEALTHCHECK, when they are not in exec form. */
  readonly shell: ShellDocument | undefined;
  readonly pairs: readonly DockerPair[];
  readonly #source: SourceText;

  constructor(written: WrittenInstruction, source: SourceText, shell?: ShellDocument) {
    this.keyword = written.keyword;
    this.start = written.start;
    this.end = written.end;
    this.flags = written.flags;
    this.words = written.words;
    this.exec = written.exec;
    this.pairs = written.pairs;
    this.shell = shell;
    this.#source = source;
  }

  /** The whole instruction. */
  get at(): Place {
    return this.#source.placeOf(this.start, this.end);
  }
}

export const flagOf = (instruction: Instruction, name: string): string | undefined =>
  instruction.flags.find((flag) => flag.name === name)?.value;
