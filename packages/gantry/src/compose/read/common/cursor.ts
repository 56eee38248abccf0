import type { Position } from "../../../model/position.ts";
import type { Node } from "../../node.ts";

/** Ends a reading of common YAML: what stands here is for the library. */
export class Uncommon extends Error {}

const uncommon = new Uncommon("not common YAML");

/** @throws Uncommon */
export function giveUp(): never {
  throw uncommon;
}

const lineEnd = 10;
const space = 32;
const hash = 35;

/** The depth of mappings and sequences that is common. */
const maximumDepth = 50;
/** The values of a text, after aliases are followed. */
const maximumValues = 50_000;

/** What an anchor names. */
interface Anchored {
  readonly node: Node;
  /** How many values it stands for. */
  readonly values: number;
}

/** A place in a YAML text that goes on to its end. */
export class Cursor {
  readonly text: string;
  readonly file: string;
  /** Offset of the next character. */
  at = 0;
  /** Column, from 0, of the content that stands here after `nextContent`; -1 at the end of the text. */
  content = -1;
  readonly anchors = new Map<string, Anchored>();
  /** How many values were read so far. */
  values = 0;
  #line = 1;
  #lineStart = 0;
  #depth = 0;

  constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
  }

  /** The code of the next character, or of one further on; NaN at the end. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  get column(): number {
    return this.at - this.#lineStart;
  }

  position(): Position {
    return { file: this.file, line: this.#line, column: this.at - this.#lineStart + 1 };
  }

  skipSpaces(): void {
    while (this.text.charCodeAt(this.at) === space) this.at += 1;
  }

  /** Whether nothing but a comment follows on this line. */
  isLineDone(): boolean {
    const code = this.code();
    return code === lineEnd || Number.isNaN(code) || (code === hash && (this.at === 0 || this.isAfterSpace()));
  }

  /** Whether a space or the start of the line stands before. */
  isAfterSpace(): boolean {
    const before = this.text.charCodeAt(this.at - 1);
    return before === space || before === lineEnd;
  }

  /** Ends the line, on which only a comment may follow, and goes to the next content. */
  endLine(): void {
    this.skipSpaces();
    if (!this.isLineDone()) giveUp();
    this.#skipLine();
    this.nextContent();
  }

  /** From the start of a line to the first content on it or on those after it. */
  nextContent(): void {
    for (;;) {
      this.skipSpaces();
      const code = this.code();
      if (Number.isNaN(code)) {
        this.content = -1;
        return;
      }
      if (code === lineEnd || code === hash) {
        this.#skipLine();
        continue;
      }
      this.content = this.column;
      if (this.content === 0 && isMarker(this.text, this.at)) giveUp();
      return;
    }
  }

  /** Goes over spaces, comments and ends of lines. What follows must stand deeper than `indent` when it is on another line. */
  skipBlank(indent: number): void {
    const line = this.#line;
    for (;;) {
      this.skipSpaces();
      const code = this.code();
      if (code === hash && this.isAfterSpace()) this.#skipLine();
      else if (code === lineEnd) this.#skipLine();
      else break;
    }
    if (this.#line !== line && this.column <= indent) giveUp();
    if (this.#line !== line && this.column === 0 && isMarker(this.text, this.at)) giveUp();
  }

  /** Goes to an offset at which a line begins, `lines` lines further on. */
  goTo(offset: number, lines: number): void {
    this.at = offset;
    this.#lineStart = offset;
    this.#line += lines;
  }

  /** Counts values: aliases of aliases stand for very many. */
  count(values: number): void {
    this.values += values;
    if (this.values > maximumValues) giveUp();
  }

  /** Reads what is inside a mapping or a sequence. */
  deeper<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > maximumDepth) giveUp();
    const result = read();
    this.#depth -= 1;
    return result;
  }

  #skipLine(): void {
    const end = this.text.indexOf("\n", this.at);
    if (end < 0) this.at = this.text.length;
    else this.goTo(end + 1, 1);
  }
}

/** Whether a document begins or ends here. */
function isMarker(text: string, at: number): boolean {
  if (!text.startsWith("---", at) && !text.startsWith("...", at)) return false;
  const after = text.charCodeAt(at + 3);
  return after === space || after === lineEnd || Number.isNaN(after);
}
