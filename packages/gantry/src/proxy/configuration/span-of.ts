import type { Place } from "../../check/place.ts";
import type { SourceText } from "../../check/repository/source-text.ts";

/** The offsets of a place. */
export function spanOf(source: SourceText, at: Place): { start: number; end: number } {
  return {
    start: source.offsetAt(at),
    end: source.offsetAt({ line: at.endLine ?? at.line, column: at.endColumn ?? at.column }),
  };
}

/** With the blanks before it, so that none are left over when it is taken out. */
export function spanWithBlanks(source: SourceText, at: Place): { start: number; end: number } {
  const { start, end } = spanOf(source, at);
  const blanks = /[ \t]*$/.exec(source.text.slice(0, start))?.[0].length ?? 0;
  return { start: start - blanks, end };
}
