import type { Place } from "../place.ts";
import type { SourceText } from "../repository/source-text.ts";

/** A run of characters that stands in the file as it stands in the snippet. */
interface Segment {
  /** Offset in the snippet. */
  from: number;
  /** Offset in the file. */
  at: number;
}

/** Text of another language inside a file, and where each of its characters stands in the file. */
export class Snippet {
  readonly text: string;
  readonly source: SourceText;
  readonly #segments: readonly Segment[];

  constructor(text: string, source: SourceText, segments: readonly Segment[]) {
    this.text = text;
    this.source = source;
    this.#segments = segments.length > 0 ? segments : [{ from: 0, at: 0 }];
  }

  /** The whole of a file, or a part of it as it stands. */
  static slice(source: SourceText, start = 0, end = source.text.length): Snippet {
    return new Snippet(source.text.slice(start, end), source, [{ from: 0, at: start }]);
  }

  /** Lines of a file without what stands before them; `start` is the offset in the file of what is kept. */
  static ofLines(source: SourceText, lines: readonly { text: string; start: number }[]): Snippet {
    let text = "";
    const segments = lines.map((line) => {
      const segment = { from: text.length, at: line.start };
      text += `${line.text}\n`;
      return segment;
    });
    return new Snippet(text, source, segments);
  }

  /** Snippets of one file, one after the other. */
  static joined(parts: readonly Snippet[], source: SourceText): Snippet {
    let text = "";
    const segments = parts.flatMap((part) => {
      const own = part.#segments.map(({ from, at }) => ({ from: from + text.length, at }));
      text += part.text;
      return own;
    });
    return new Snippet(text, source, segments);
  }

  /** A part of this snippet as a snippet of its own. */
  part(start: number, end: number, text = this.text.slice(start, end)): Snippet {
    const inside = this.#segments
      .filter(({ from }) => from > start && from < end)
      .map(({ from, at }) => ({ from: from - start, at }));
    return new Snippet(text, this.source, [{ from: 0, at: this.offsetAt(start) }, ...inside]);
  }

  /** The offset in the file of an offset in the snippet. */
  offsetAt(offset: number): number {
    const segment = this.#segments.findLast(({ from }) => from <= offset) ?? this.#segments[0];
    return segment ? segment.at + offset - segment.from : offset;
  }

  placeOf(start: number, end: number): Place {
    const from = this.offsetAt(start);
    // The end may stand in the next segment: it is counted from the last character.
    return this.source.placeOf(from, Math.max(from, end > start ? this.offsetAt(end - 1) + 1 : from));
  }
}
