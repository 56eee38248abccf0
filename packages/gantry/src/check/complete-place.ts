import type { Place } from "./place.ts";
import type { SourceText } from "./repository/source-text.ts";

/** The place with an end: that of the quoted text, or of the word, that begins there. */
export function completePlace(place: Place, source: SourceText): Required<Place> {
  const { file, line, column, endLine, endColumn } = place;
  if (endLine !== undefined && endColumn !== undefined) return { file, line, column, endLine, endColumn };
  const start = source.offsetAt(place);
  return { ...required(source.placeOf(start, tokenEnd(source.text, start))) };
}

const required = ({ file, line, column, endLine = line, endColumn = column }: Place): Required<Place> => ({
  file,
  line,
  column,
  endLine,
  endColumn,
});

/** Offset after the token that begins at `start`. */
export function tokenEnd(text: string, start: number): number {
  const quote = text[start];
  if (quote === '"') return quotedEnd(text, start, /\\[\s\S]|["\n]/g);
  if (quote === "'") return quotedEnd(text, start, /''|['\n]/g);
  // A plain YAML value goes to the end of its line, in `[…]` and `{…}` to the comma or bracket; a comment ends it.
  const end = /\s|[,[\]{}](?=[\]}\s,]|$)|(?<!\S)#/g;
  end.lastIndex = start;
  return Math.max(start + 1, end.exec(text)?.index ?? text.length);
}

/** After the quote that ends the text; only the quote that begins it when none does on its line. Escapes are what the pattern finds of two characters. */
function quotedEnd(text: string, start: number, pattern: RegExp): number {
  pattern.lastIndex = start + 1;
  for (let match = pattern.exec(text); match && match[0] !== "\n"; match = pattern.exec(text)) {
    if (match[0].length === 1) return pattern.lastIndex;
  }
  return start + 1;
}
