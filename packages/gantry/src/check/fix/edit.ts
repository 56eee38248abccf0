import { completePlace, tokenEnd } from "../complete-place.ts";
import type { Facts } from "../facts/facts.ts";
import type { TextEdit } from "../finding.ts";
import type { Place } from "../place.ts";
import type { SourceText } from "../repository/source-text.ts";

/** Replaces what stands at a place. A quoted value keeps its quotes. Empty when the file cannot be read, or the text has no room in the quotes. */
export function replaceValue(facts: Facts, at: Place, text: string): TextEdit[] {
  const source = facts.repository.read(at.file);
  if (!source) return [];
  const place = completePlace(at, source);
  const [start, end] = [source.offsetAt(place), source.offsetAt({ line: place.endLine, column: place.endColumn })];
  const quote = /^["']/.exec(source.text.slice(start, end))?.[0];
  if (quote === undefined) return [{ file: at.file, start, end, text }];
  if (text.includes(quote) || text.includes("\\")) return [];
  return [{ file: at.file, start: start + 1, end: end - 1, text }];
}

/**
 * Replaces the first `search` in what stands at a place: in a quoted text, a word, the rest of a line or a whole block that begins there.
 * Empty when it is not there, so that a fix is left out rather than wrong.
 */
export function replaceWithin(facts: Facts, at: Place, search: string, replacement: string): TextEdit[] {
  const source = facts.repository.read(at.file);
  if (!source) return [];
  const from = source.offsetAt(at);
  const to =
    at.endLine === undefined
      ? scopeEnd(source, from)
      : source.offsetAt({ line: at.endLine, column: at.endColumn ?? 1 });
  const start = source.text.slice(from, to).indexOf(search);
  if (start < 0) return [];
  return [{ file: at.file, start: from + start, end: from + start + search.length, text: replacement }];
}

/** The end of a value: of the quotes, of the block, or of the line. */
function scopeEnd(source: SourceText, start: number): number {
  const { text } = source;
  if (/["']/.test(text[start] ?? "")) return tokenEnd(text, start);
  if (/[|>]/.test(text[start] ?? "")) {
    const { line } = source.positionAt(start);
    return source.offsetAt({ line: blockEnd(source, line) + 1, column: 1 });
  }
  const end = text.indexOf("\n", start);
  return end < 0 ? text.length : end;
}

/** Puts lines before a line of a file, counted from 1. */
export function insertLines(facts: Facts, file: string, before: number, lines: readonly string[]): TextEdit[] {
  const source = facts.repository.read(file);
  if (!source) return [];
  const ending = source.text.includes("\r\n") ? "\r\n" : "\n";
  if (before > source.lineCount || (before === source.lineCount && source.line(before) === "")) {
    const gap = source.text === "" || source.text.endsWith("\n") ? "" : ending;
    const end = source.text.length;
    return [{ file, start: end, end, text: gap + lines.map((line) => line + ending).join("") }];
  }
  const start = source.offsetAt({ line: before, column: 1 });
  return [{ file, start, end: start, text: lines.map((line) => line + ending).join("") }];
}

/** Takes whole lines out of a file. */
export function removeLines(facts: Facts, file: string, from: number, to: number): TextEdit[] {
  const source = facts.repository.read(file);
  if (!source) return [];
  const start = source.offsetAt({ line: from, column: 1 });
  const end = to >= source.lineCount ? source.text.length : source.offsetAt({ line: to + 1, column: 1 });
  return [{ file, start, end, text: "" }];
}

export const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;

/** The last line of what belongs to a line by its indentation: deeper lines, blank ones between them included. */
export function blockEnd(source: SourceText, line: number): number {
  const own = indentOf(source.line(line));
  const isList = (text: string) => indentOf(text) === own && /^\s*- /.test(text) && !/^\s*- /.test(source.line(line));
  let end = line;
  for (let number = line + 1; number <= source.lineCount; number++) {
    const text = source.line(number);
    if (text.trim() === "") continue;
    if (indentOf(text) <= own && !isList(text)) break;
    // A comment at the end may belong to what follows.
    if (!text.trimStart().startsWith("#")) end = number;
  }
  return end;
}
