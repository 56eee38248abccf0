import type { Place } from "../place.ts";
import type { SourceText } from "../repository/source-text.ts";

/** A line `NAME=value` of an env file or template. */
export interface EnvEntry {
  readonly name: string;
  /** As Docker Compose reads it, variables not replaced: quotes taken off, `KEY=   # text` is `# text`. */
  readonly value: string;
  /** What stands after the `=`, to the end of the line. */
  readonly raw: string;
  readonly at: Place;
  /** Where the value stands, or would stand. */
  readonly valueAt: Place;
  readonly quote: "'" | '"' | undefined;
  /** Behind a `#`: documented, but not set. */
  readonly commentedOut: boolean;
}

const line = /^([ \t]*)(#[ \t]*)?(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=([ \t]*)(.*)$/;

/** The variables of an env file with their places. What is no assignment is passed over: the loader tells of it. */
export function parseEnvFile(source: SourceText): EnvEntry[] {
  const entries: EnvEntry[] = [];
  for (let number = 1; number <= source.lineCount; number++) {
    const text = source.line(number);
    const match = line.exec(text);
    if (!match) continue;
    const [, indent = "", comment, name = "", space = "", rest = ""] = match;
    // A sentence that happens to have an equals sign is no variable.
    if (comment !== undefined && !/^[A-Z][A-Z0-9_]*$/.test(name)) continue;
    const start = source.offsetAt({ line: number, column: 1 });
    const nameAt = start + text.indexOf(name, indent.length + (comment?.length ?? 0));
    const valueStart = start + text.length - rest.length;
    const { value, quote, length, lines } = readValue(rest, source, valueStart);
    entries.push({
      name,
      value,
      raw: space + rest,
      at: source.placeOf(nameAt, nameAt + name.length),
      valueAt: source.placeOf(valueStart, valueStart + length),
      quote,
      commentedOut: comment !== undefined,
    });
    number += lines;
  }
  return entries;
}

interface ReadValue {
  value: string;
  quote: "'" | '"' | undefined;
  length: number;
  /** Further lines that a quoted value goes over. */
  lines: number;
}

function readValue(rest: string, source: SourceText, start: number): ReadValue {
  const quote = rest[0] === "'" || rest[0] === '"' ? rest[0] : undefined;
  if (quote) {
    const pattern = quote === '"' ? /"((?:[^"\\]|\\[\s\S])*)"/y : /'((?:[^'\\]|\\[\s\S])*)'/y;
    pattern.lastIndex = start;
    const match = pattern.exec(source.text);
    if (match) {
      const [whole, value = ""] = match;
      return { value, quote, length: whole.length, lines: whole.split("\n").length - 1 };
    }
  }
  const [bare = ""] = rest.split(" #", 1);
  const value = bare.trimEnd();
  return { value, quote: undefined, length: value.length, lines: 0 };
}
