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
  const pattern =
    quote === '"'
      ? /"(?:[^"\\\n]|\\[\s\S])*"/y
      : quote === "'"
        ? /'(?:[^'\n]|'')*'/y
        : // A plain YAML value goes to the end of its line, in `[…]` and `{…}` to the comma or bracket; a comment ends it.
          /(?:[^\s,[\]{}#]|[,[\]{}](?=\S)(?![\]}\s,])|(?<=\S)#)+/y;
  pattern.lastIndex = start;
  const length = pattern.exec(text)?.[0].length ?? 1;
  return start + Math.max(1, length);
}
