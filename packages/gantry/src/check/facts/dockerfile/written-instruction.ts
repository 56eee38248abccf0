import type { SourceText } from "../../repository/source-text.ts";
import { SourceWord } from "../../repository/source-word.ts";

/** `NAME=value`, or `NAME`, which has no value: a variable, or a flag without its dashes. */
export class WrittenPair extends SourceWord {
  readonly value: string | undefined;

  constructor(name: string, value: string | undefined, source: SourceText, start: number, end: number) {
    super(name, source, start, end);
    this.value = value;
  }

  get name(): string {
    return this.text;
  }
}

/** What an instruction says, before it is known what its words mean together. */
export interface WrittenInstruction {
  /** In capitals. */
  readonly keyword: string;
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
  readonly flags: readonly WrittenPair[];
  /** The words after the flags; in JSON form those of the list. */
  readonly words: readonly SourceWord[];
  /** The instruction is in JSON form. */
  readonly exec: boolean;
  readonly pairs: readonly WrittenPair[];
}
