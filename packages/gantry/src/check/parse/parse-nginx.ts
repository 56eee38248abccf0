import type { SourceText } from "../repository/source-text.ts";
import type { ConfigWord, Directive } from "./directive.ts";
import type { ParseProblem } from "./parse-problem.ts";

export interface ParsedConfig {
  directives: Directive[];
  problems: ParseProblem[];
}

type Token = { kind: "word"; word: ConfigWord; start: number } | { kind: "{" | "}" | ";"; start: number };

const maximumDepth = 64;

/**
 * The directives of an nginx configuration. What is broken is recorded, and read as far as it goes.
 *
 * @see https://nginx.org/en/docs/beginners_guide.html#conf_structure
 */
export function parseNginx(source: SourceText): ParsedConfig {
  const problems: ParseProblem[] = [];
  const tokens = [...tokenize(source, problems)];
  let index = 0;
  const fail = (start: number, message: string) => problems.push({ at: source.placeOf(start, start + 1), message });

  const parseBlock = (depth: number): { directives: Directive[]; end: number | undefined } => {
    const directives: Directive[] = [];
    let words: ConfigWord[] = [];
    const take = (block?: Directive[], blockEnd?: number) => {
      const [first, ...rest] = words;
      words = [];
      if (first) directives.push({ name: first.text, at: first.at, words: rest, block, blockEnd });
    };
    for (let token = tokens[index]; token; token = tokens[index]) {
      index += 1;
      if (token.kind === "word") words.push(token.word);
      else if (token.kind === ";") take();
      else if (token.kind === "}") {
        if (words.length > 0) fail(token.start, `"${words[0]?.text}" is not ended by a semicolon.`);
        take();
        if (depth > 0) return { directives, end: token.start };
        fail(token.start, "there is a closing brace without an opening one.");
      } else if (depth >= maximumDepth) {
        fail(token.start, `blocks are nested deeper than ${maximumDepth} levels.`);
        index = tokens.length;
      } else {
        const own = words;
        words = [];
        const { directives: inner, end } = parseBlock(depth + 1);
        words = own;
        take(inner, end);
      }
    }
    take();
    if (depth > 0) fail(source.text.length, "a closing brace is missing.");
    return { directives, end: undefined };
  };
  return { directives: parseBlock(0).directives, problems };
}

function* tokenize(source: SourceText, problems: ParseProblem[]): Generator<Token> {
  const { text } = source;
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? "";
    if (/\s/.test(character)) at += 1;
    else if (character === "#") {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
    } else if (character === ";" || character === "{" || character === "}") {
      yield { kind: character, start: at };
      at += 1;
    } else {
      const word = character === '"' || character === "'" ? quotedWord(source, at, problems) : plainWord(source, at);
      yield { kind: "word", word: word.word, start: at };
      at = word.end;
    }
  }
}

function quotedWord(source: SourceText, start: number, problems: ParseProblem[]): { word: ConfigWord; end: number } {
  const { text } = source;
  const quote = text[start];
  let end = start + 1;
  while (end < text.length && text[end] !== quote) end += text[end] === "\\" ? 2 : 1;
  if (end >= text.length) {
    problems.push({ at: source.placeOf(start, start + 1), message: "the quote has no end." });
    end = text.length;
  }
  const content = text.slice(start + 1, end).replace(/\\(["'])/g, "$1");
  end = Math.min(end + 1, text.length);
  return { word: { text: content, at: source.placeOf(start, end), quoted: true }, end };
}

/** `${name}` does not begin a block. */
function plainWord(source: SourceText, start: number): { word: ConfigWord; end: number } {
  const pattern = /(?:\$\{[^}\s]*\}|\\[\s\S]|[^\s;{}\\$]+|\$)+|\\/y;
  pattern.lastIndex = start;
  const text = pattern.exec(source.text)?.[0] ?? source.text[start] ?? "";
  const end = start + text.length;
  return { word: { text, at: source.placeOf(start, end), quoted: false }, end };
}
