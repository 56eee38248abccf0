import type { Place } from "../place.ts";
import type { SourceText } from "./source-text.ts";

/** A word of a file, which finds out where it stands when it is asked: most words never are. */
export class SourceWord {
  readonly text: string;
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
  readonly #source: SourceText;

  constructor(text: string, source: SourceText, start: number, end: number) {
    this.text = text;
    this.start = start;
    this.end = end;
    this.#source = source;
  }

  get at(): Place {
    return this.#source.placeOf(this.start, this.end);
  }
}
