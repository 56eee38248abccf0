import type { SourceText } from "../../repository/source-text.ts";
import { SourceWord } from "../../repository/source-word.ts";

/** `NAME=value`, or `NAME`, which has no value: a variable, a label, or a flag without its dashes. */
export class DockerPair extends SourceWord {
  readonly value: string | undefined;

  constructor(name: string, value: string | undefined, source: SourceText, start: number, end: number) {
    super(name, source, start, end);
    this.value = value;
  }

  get name(): string {
    return this.text;
  }
}
