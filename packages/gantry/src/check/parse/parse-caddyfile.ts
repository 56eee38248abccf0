import type { SourceText } from "../repository/source-text.ts";
import type { ConfigWord, Directive } from "./directive.ts";
import type { ParseProblem } from "./parse-problem.ts";

/** A site block, or the only site of a file without braces. */
export interface CaddySite {
  readonly addresses: readonly ConfigWord[];
  readonly directives: readonly Directive[];
}

export interface ParsedCaddyfile {
  readonly globals: readonly Directive[];
  /** Offset of the brace that closes them; absent when there are none. */
  readonly globalsEnd?: number | undefined;
  /** By name, without the parentheses. */
  readonly snippets: ReadonlyMap<string, readonly Directive[]>;
  readonly sites: readonly CaddySite[];
  readonly problems: readonly ParseProblem[];
}

interface Token extends ConfigWord {
  readonly start: number;
  readonly line: number;
}

const maximumDepth = 64;

/**
 * The sites of a Caddyfile with their directives. What is broken is recorded, and read as far as it goes.
 *
 * @see https://caddyserver.com/docs/caddyfile/concepts
 */
export function parseCaddyfile(source: SourceText): ParsedCaddyfile {
  const problems: ParseProblem[] = [];
  const tokens = tokenize(source, problems);
  const reader = new BlockReader(tokens, source, problems);
  const globals: Directive[] = [];
  const snippets = new Map<string, readonly Directive[]>();
  const sites: CaddySite[] = [];
  let globalsEnd: number | undefined;
  if (reader.opens()) {
    reader.skip();
    const { directives, end } = reader.readBlock(1);
    globals.push(...directives);
    globalsEnd = end;
  }
  for (;;) {
    const head = reader.readHead();
    if (head.words.length === 0 && !head.opens) break;
    if (!head.opens) {
      // A file may have one site without braces: its first line is the address, the rest are directives.
      reader.rewindTo(head.nextLine);
      sites.push({ addresses: addressesOf(head.firstLine), directives: reader.readBlock(0).directives });
      break;
    }
    const { directives } = reader.readBlock(1);
    const snippet = /^&?\((.+)\)$/.exec(head.words[0]?.text ?? "")?.[1];
    if (snippet !== undefined) snippets.set(snippet, directives);
    else sites.push({ addresses: addressesOf(head.words), directives });
  }
  return { globals, globalsEnd, snippets, sites, problems };
}

const addressesOf = (words: readonly Token[]): ConfigWord[] =>
  words.map((word) => ({ ...word, text: word.text.replace(/,$/, "") })).filter(({ text }) => text !== "");

interface Head {
  words: Token[];
  opens: boolean;
  firstLine: Token[];
  /** Index of the first token after the first line. */
  nextLine: number;
}

class BlockReader {
  readonly #tokens: readonly Token[];
  readonly #source: SourceText;
  readonly #problems: ParseProblem[];
  #index = 0;

  constructor(tokens: readonly Token[], source: SourceText, problems: ParseProblem[]) {
    this.#tokens = tokens;
    this.#source = source;
    this.#problems = problems;
  }

  opens(): boolean {
    return isBrace(this.#tokens[this.#index], "{");
  }

  skip(): void {
    this.#index += 1;
  }

  rewindTo(index: number): void {
    this.#index = index;
  }

  /** The words before a block. Addresses may go over several lines when each but the last ends with a comma. */
  readHead(): Head {
    const head: Head = { words: [], opens: false, firstLine: [], nextLine: this.#index };
    const first = this.#tokens[this.#index];
    for (let token = first; token; token = this.#tokens[this.#index]) {
      const previous = head.words.at(-1);
      if (previous && token.line !== previous.line && !previous.text.endsWith(",")) return head;
      this.#index += 1;
      if (isBrace(token, "{")) return { ...head, opens: true };
      head.words.push(token);
      if (token.line === first?.line) {
        head.firstLine.push(token);
        head.nextLine = this.#index;
      }
    }
    return head;
  }

  /** The directives up to the closing brace; at depth 0 to the end of the file. */
  readBlock(depth: number): { directives: Directive[]; end: number | undefined } {
    const directives: Directive[] = [];
    for (let token = this.#tokens[this.#index]; token; token = this.#tokens[this.#index]) {
      if (isBrace(token, "}")) {
        this.#index += 1;
        if (depth > 0) return { directives, end: token.start };
        this.#fail(token, "there is a closing brace without an opening one.");
      } else directives.push(this.#readDirective(depth));
    }
    const last = this.#tokens.at(-1);
    if (depth > 0 && last) this.#fail(last, "a closing brace is missing.");
    return { directives, end: undefined };
  }

  #readDirective(depth: number): Directive {
    const words: Token[] = [];
    const first = this.#tokens[this.#index];
    for (let token = first; token && token.line === first?.line; token = this.#tokens[this.#index]) {
      if (isBrace(token, "}") && words.length > 0) break;
      this.#index += 1;
      const next = this.#tokens[this.#index];
      if (isBrace(token, "{") && (!next || next.line !== token.line)) {
        if (depth < maximumDepth) {
          const { directives, end } = this.readBlock(depth + 1);
          return toDirective(words, token, directives, end);
        }
        this.#fail(token, `blocks are nested deeper than ${maximumDepth} levels.`);
        this.#index = this.#tokens.length;
      } else words.push(token);
    }
    return toDirective(words, first);
  }

  #fail(token: Token, message: string): void {
    this.#problems.push({ at: this.#source.placeOf(token.start, token.start + 1), message });
  }
}

function toDirective(words: readonly Token[], first: Token | undefined, block?: Directive[], end?: number): Directive {
  const [name, ...rest] = words;
  const at = name?.at ?? first?.at ?? { file: "", line: 1, column: 1 };
  return { name: name?.text ?? "", at, words: rest, block, blockEnd: end };
}

const isBrace = (token: Token | undefined, brace: "{" | "}"): boolean => token?.text === brace && !token.quoted;

function tokenize(source: SourceText, problems: ParseProblem[]): Token[] {
  const { text } = source;
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  const push = (content: string, end: number, quoted: boolean) => {
    tokens.push({ text: content, at: source.placeOf(at, end), quoted, start: at, line });
    line += countLines(text.slice(at, end));
    at = end;
  };
  while (at < text.length) {
    const character = text[at] ?? "";
    if (character === "\n") {
      line += 1;
      at += 1;
    } else if (character === "\\" && /^\\\r?\n/.test(text.slice(at, at + 3))) {
      // A line that goes on: the next words belong to it.
      at = text.indexOf("\n", at) + 1;
    } else if (/\s/.test(character)) at += 1;
    else if (character === "#") {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
    } else if (character === '"' || character === "`") {
      const match = matchAt(character === '"' ? /"((?:[^"\\]|\\[\s\S])*)"/y : /`([^`]*)`/y, text, at);
      if (!match) problems.push({ at: source.placeOf(at, at + 1), message: "the quote has no end." });
      const whole = match?.[0] ?? text.slice(at);
      push((match?.[1] ?? whole.slice(1)).replaceAll('\\"', '"'), at + whole.length, true);
    } else {
      const word = matchAt(/(?:\\\S|[^\s\\]+|\\(?=[ \t]))+/y, text, at)?.[0] ?? character;
      if (/^<<[A-Za-z0-9_-]+$/.test(word)) {
        const marker = word.slice(2);
        const close = matchAt(new RegExp(`[^\\n]*\\n([\\s\\S]*?)\\n?[ \\t]*${marker}(?=\\s|$)`, "y"), text, at);
        push(close?.[1] ?? word, at + (close?.[0].length ?? word.length), true);
      } else push(word, at + word.length, false);
    }
  }
  return tokens;
}

const countLines = (text: string): number => text.split("\n").length - 1;

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}
