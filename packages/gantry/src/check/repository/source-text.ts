import type { Position } from "../../model/position.ts";
import type { Place } from "../place.ts";

/** The text of a file, and the way between offsets and positions in it. */
export class SourceText {
  readonly path: string;
  readonly text: string;
  /** False: there are bytes that are no UTF-8; they stand in the text as U+FFFD. */
  readonly isUtf8: boolean;
  #starts: number[] | undefined;

  constructor(path: string, text: string, isUtf8 = true) {
    this.path = path;
    this.text = text;
    this.isUtf8 = isUtf8;
  }

  /** Offsets at which lines begin. */
  get #lineStarts(): readonly number[] {
    if (!this.#starts) {
      this.#starts = [0];
      for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
    }
    return this.#starts;
  }

  get lineCount(): number {
    return this.#lineStarts.length;
  }

  /** The line without its end, counted from 1; empty where there is none. */
  line(number: number): string {
    const start = this.#lineStarts[number - 1];
    if (start === undefined) return "";
    const next = this.#lineStarts[number] ?? this.text.length + 1;
    const isWindows = next - 2 >= start && this.text.charCodeAt(next - 2) === 13;
    return this.text.slice(start, isWindows ? next - 2 : next - 1);
  }

  positionAt(offset: number): Position {
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file: this.path, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  offsetAt({ line, column }: Pick<Position, "line" | "column">): number {
    const start = this.#lineStarts[line - 1] ?? this.text.length;
    return Math.min(start + column - 1, this.text.length);
  }

  /** The place of the characters from `start` to `end`. */
  placeOf(start: number, end: number): Place {
    const { file, line, column } = this.positionAt(start);
    // Nearly all of them are on one line.
    if (end < (this.#lineStarts[line] ?? Number.POSITIVE_INFINITY))
      return { file, line, column, endLine: line, endColumn: column + end - start };
    const to = this.positionAt(end);
    return { file, line, column, endLine: to.line, endColumn: to.column };
  }
}
