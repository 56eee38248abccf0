import { configError } from "../../model/error.ts";
import { substitute, TemplateError } from "../interpolate/substitute.ts";

export interface DotenvOptions {
  /** The file's name, for errors. */
  file: string;
  /** Variables that win over those of the file, in `${…}` and for names without a value. */
  lookup(name: string): string | undefined;
  onUnset?(name: string): void;
}

/**
 * The variables of an env file: `NAME=value`, `NAME: value`, `export NAME=value`, or a name alone, which is taken from `lookup`.
 * Unquoted and double-quoted values are interpolated, single-quoted ones are not; quoted ones may go over several lines; a `#` after a space
 * begins a comment.
 *
 * @throws UserError `config` with the position.
 */
export function parseDotenv(text: string, options: DotenvOptions): Map<string, string> {
  const variables = new Map<string, string>();
  const source = text.replace(/^\uFEFF/, "");
  let position = 0;
  for (;;) {
    position = skipBlank(source, position);
    if (position >= source.length) return variables;
    const key = readKey(source, position, options);
    if (key.alone) {
      const value = options.lookup(key.name);
      if (value !== undefined) variables.set(key.name, value);
      position = key.end;
      continue;
    }
    const value = readValue(source, key.end, options, variables);
    variables.set(key.name, value.text);
    position = value.end;
  }
}

/** The beginning of the next statement: past blank lines and lines of comment. */
function skipBlank(source: string, from: number): number {
  const blank = /(?:\s+|#[^\n]*)*/y;
  blank.lastIndex = from;
  return from + (blank.exec(source)?.[0].length ?? 0);
}

function readKey(source: string, from: number, options: DotenvOptions): { name: string; alone: boolean; end: number } {
  const exported = matchAt(/export[ \t\v\f\r\u0085\u00a0]+/y, source, from)?.length ?? 0;
  const start = from + exported;
  const raw = matchAt(/[^=:\n]*/y, source, start) ?? "";
  const name = raw.trimEnd();
  const wrong = /[^\p{L}\p{N}_.\-[\]]/u.exec(name);
  if (name === "" || wrong) {
    const problem = wrong?.[0].trim() === "" ? "a variable's name has a space." : "this is no variable's name.";
    // The line is not shown: it may be one of a key, whose quotes were forgotten.
    throw dotenvError(source, start, problem, options, "Write NAME=value; a value of several lines stands in quotes.");
  }
  const end = start + raw.length;
  const sign = source[end];
  if (sign !== "=" && sign !== ":") return { name, alone: true, end };
  return { name, alone: false, end: end + 1 + (matchAt(/[ \t\v\f\r\u0085\u00a0]*/y, source, end + 1)?.length ?? 0) };
}

function readValue(
  source: string,
  from: number,
  options: DotenvOptions,
  variables: ReadonlyMap<string, string>,
): { text: string; end: number } {
  const expand = (value: string) => expandVariables(value, source, from, options, variables);
  const quote = source[from];
  if (quote !== "'" && quote !== '"') {
    const line = matchAt(/[^\n]*/y, source, from) ?? "";
    const [bare = ""] = line.split(" #", 1);
    return { text: expand(bare.trimEnd()), end: from + line.length };
  }
  const inside = matchAt(quote === '"' ? /"(?:[^"\\]|\\[\s\S])*"/y : /'(?:[^'\\]|\\[\s\S])*'/y, source, from);
  if (inside === undefined) throw dotenvError(source, from, "the quote has no end.", options);
  const content = inside.slice(1, -1).replaceAll(`\\${quote}`, quote);
  return { text: quote === '"' ? expand(expandEscapes(content)) : content, end: from + inside.length };
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  '"': '"',
  "\\": "\\",
  // A dollar sign that is not interpolated.
  $: "$$",
};

const expandEscapes = (text: string): string =>
  text.replace(/\\(?:0([0-7]{1,3})|([abfnrtv$"\\]))/g, (_, octal: string | undefined, letter: string) =>
    octal === undefined ? (escapes[letter] ?? "") : String.fromCharCode(Number.parseInt(octal, 8)),
  );

function expandVariables(
  value: string,
  source: string,
  at: number,
  options: DotenvOptions,
  variables: ReadonlyMap<string, string>,
): string {
  try {
    return substitute(value, {
      lookup: (name) => options.lookup(name) ?? variables.get(name),
      ...(options.onUnset && { onUnset: options.onUnset }),
    });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw dotenvError(source, at, error.message, options, error.fix);
  }
}

function dotenvError(source: string, offset: number, message: string, { file }: DotenvOptions, fix?: string): Error {
  const before = source.slice(0, offset);
  const position = { file, line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
  return configError([{ message, position, ...(fix !== undefined && { fix }) }]);
}

function matchAt(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0];
}
