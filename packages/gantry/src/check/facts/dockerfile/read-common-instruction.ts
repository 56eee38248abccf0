import type { SourceText } from "../../repository/source-text.ts";
import { SourceWord } from "../../repository/source-word.ts";
import { DockerPair } from "./docker-pair.ts";
import { Instruction } from "./instruction.ts";
import type { InstructionText } from "./split-instructions.ts";
import { unquoteJson } from "./unquote-json.ts";

const keywordPattern = /[A-Za-z]+(?=[ \t\n]|$)/y;
/** Spaces, and ends of lines that a backslash takes away, with the blank lines and comments after them. */
const gapPattern = /(?:[ \t]|\\[ \t]*\n(?:[ \t]*(?:#[^\\\n]*)?\n)*)*/y;
/** A word; a backslash in it is no line's end. */
const wordPattern = /(?:[^ \t\n\\]|\\[^ \t\n])+/y;
const flagPattern = /^--([a-z-]+)(?:=([^"'\\$]*))?$/;
const valuePattern = /^(?:[^"'\\$]|\$(?!\{))*$|^\$\{[\w:?+/.-]*\}$/;

const withFlags = new Set(["ADD", "COPY", "FROM", "HEALTHCHECK", "RUN"]);
const withJson = new Set(["ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"]);
/** What most instructions have of flags and pairs. */
const none: readonly DockerPair[] = [];

const withPairs = new Set(["ARG", "ENV", "LABEL"]);

/** Reads an instruction as people write nearly all. Undefined for one with anything else in it, which is for the library. */
export function readCommonInstruction(source: SourceText, { start, end }: InstructionText): Instruction | undefined {
  const { text } = source;
  const written = matchAt(keywordPattern, text, start);
  if (written === undefined) return undefined;
  const keyword = written.toUpperCase();
  let at = skipGap(text, start + written.length, end);
  let flags = none;
  if (withFlags.has(keyword)) {
    const found: DockerPair[] = [];
    while (text.startsWith("--", at) && at < end) {
      const word = matchAt(wordPattern, text, at) ?? "";
      const flag = flagPattern.exec(word);
      if (!flag?.[1] || text[at + word.length] === "\\") return undefined;
      found.push(new DockerPair(flag[1], flag[2], source, at, at + word.length));
      at = skipGap(text, at + word.length, end);
    }
    if (found.length > 0) flags = found;
  }
  // Flags of a health check may stand among its words, up to what it runs.
  if (keyword === "HEALTHCHECK" && !/^(?:CMD|NONE)$/i.test(matchAt(wordPattern, text, at) ?? "")) return undefined;
  if (withPairs.has(keyword)) {
    const pairs = readPairs(source, at, end, keyword);
    return pairs && new Instruction(source, { keyword, start, end, flags, ...pairs, exec: false });
  }
  if (withJson.has(keyword) && text[at] === "[") {
    const words = readJson(source, at, end);
    return words && new Instruction(source, { keyword, start, end, flags, words, exec: true, pairs: none });
  }
  const words = readWords(source, at, end);
  if (withFlags.has(keyword) && keyword !== "RUN" && words?.some((word) => word.text.startsWith("--")))
    return undefined;
  return words && new Instruction(source, { keyword, start, end, flags, words, exec: false, pairs: none });
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

const skipGap = (text: string, at: number, end: number): number =>
  Math.min(end, at + (matchAt(gapPattern, text, at)?.length ?? 0));

/** The words up to the end; undefined where a backslash stands that does not end a line after a space. */
function readWords(source: SourceText, from: number, end: number): SourceWord[] | undefined {
  const { text } = source;
  const words: SourceWord[] = [];
  let at = from;
  while (at < end) {
    const written = matchAt(wordPattern, text, at);
    if (written === undefined || at + written.length > end) return undefined;
    const wordEnd = at + written.length;
    // A backslash right after a word joins it with what begins the next line.
    if (text[wordEnd] === "\\") return undefined;
    // A dollar sign keeps its backslash.
    const value = written.includes("\\") ? written.replace(/\\([^$])/g, "$1") : written;
    words.push(new SourceWord(value, source, at, wordEnd));
    at = skipGap(text, wordEnd, end);
  }
  return words;
}

/** `NAME=value`, quotes around the whole value taken off. */
function readPairs(source: SourceText, from: number, end: number, keyword: string) {
  const { text } = source;
  const words: SourceWord[] = [];
  const pairs: DockerPair[] = [];
  const pairPattern = /([A-Za-z_][\w.-]*)(?:(=)("[^"\\\n]*"|'[^'\\\n]*'|[^ \t\n"'\\]*))?(?=[ \t\n]|$)/y;
  let at = from;
  while (at < end) {
    pairPattern.lastIndex = at;
    const [written = "", name, sign, value = ""] = pairPattern.exec(text) ?? [];
    const pairEnd = at + written.length;
    // `ENV NAME value` has another meaning.
    const isBare = sign === undefined && keyword === "ARG" && at === from && pairEnd === end;
    if (name === undefined || (sign === undefined && !isBare) || !valuePattern.test(value.replace(/["']/g, "")))
      return undefined;
    const bare = /^["']/.test(value) ? value.slice(1, -1) : value;
    pairs.push(new DockerPair(name, sign === undefined ? undefined : bare, source, at, pairEnd));
    // Its words are what stands between spaces, also in quotes.
    words.push(...(readWords(source, at, pairEnd) ?? []));
    at = skipGap(text, pairEnd, end);
  }
  return { words, pairs };
}

const jsonList = /\[[ \t]*(?:"(?:[^"\\\n]|\\["\\/bfnrt])*"[ \t]*(?:,[ \t]*(?=")|(?=\])))+\][ \t]*(?=\n|$)/y;
const jsonString = /"(?:[^"\\]|\\.)*"/g;

/** The strings of a JSON list on one line. */
function readJson(source: SourceText, at: number, end: number): SourceWord[] | undefined {
  const written = matchAt(jsonList, source.text, at);
  if (written === undefined || at + written.length !== end) return undefined;
  return [...written.matchAll(jsonString)].map(
    ({ 0: word, index }) => new SourceWord(unquoteJson(word), source, at + index, at + index + word.length),
  );
}
