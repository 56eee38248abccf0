import type { SourceText } from "../../repository/source-text.ts";
import { SourceWord } from "../../repository/source-word.ts";
import { Instruction } from "./instruction.ts";
import { readWrittenInstructions } from "./read-written-instructions.ts";
import { unquoteJson } from "./unquote-json.ts";

/** The instructions of a Dockerfile, in order. The words of a health check are those of what it runs. */
export const readInstructions = (source: SourceText): Instruction[] =>
  readWrittenInstructions(source).map((written) =>
    written.keyword === "HEALTHCHECK" && !written.exec ? readHealthCheck(written, source) : written,
  );

/** The words after `CMD`; flags and `NONE` stay what they are. */
function readHealthCheck(written: Instruction, source: SourceText): Instruction {
  const index = written.words.findIndex(({ text }) => text.toUpperCase() === "CMD");
  const command = written.words[index];
  if (!command) return written;
  const { keyword, start, end, flags, pairs } = written;
  const json = readJsonList(source.text.slice(command.end, end))?.map(
    (word) => new SourceWord(word.text, source, command.end + word.start, command.end + word.end),
  );
  const words = json ?? written.words.slice(index + 1);
  return new Instruction(source, { keyword, start, end, flags, words, exec: json !== undefined, pairs });
}

/** The strings of `["a", "b"]`, with their offsets in the text; undefined when it is no such list. */
function readJsonList(text: string): { text: string; start: number; end: number }[] | undefined {
  const flat = text.replace(/\\\r?\n/g, (part) => " ".repeat(part.length));
  try {
    const values: unknown = JSON.parse(flat);
    if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) return undefined;
  } catch {
    return undefined;
  }
  return [...flat.matchAll(/"(?:[^"\\]|\\.)*"/g)].map((match) => ({
    text: unquoteJson(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}
