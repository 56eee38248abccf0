import type { SourceText } from "../../repository/source-text.ts";
import { SourceWord } from "../../repository/source-word.ts";
import { ShellDocument } from "../../shell/shell-document.ts";
import { Snippet } from "../../shell/snippet.ts";
import { Instruction } from "./instruction.ts";
import { readWrittenInstructions } from "./read-written-instructions.ts";
import { unquoteJson } from "./unquote-json.ts";
import type { WrittenInstruction } from "./written-instruction.ts";

/** The instructions of a Dockerfile, in order. */
export const readInstructions = (source: SourceText): Instruction[] =>
  readWrittenInstructions(source).map((written) => complete(written, source));

const shellKeywords = new Set(["RUN", "CMD", "ENTRYPOINT"]);

function complete(written: WrittenInstruction, source: SourceText): Instruction {
  const { keyword, exec, words, end } = written;
  if (keyword === "HEALTHCHECK" && !exec) return readHealthCheck(written, source);
  const [first] = words;
  if (exec || !first || !shellKeywords.has(keyword)) return new Instruction(written, source);
  return new Instruction(written, source, shellText(source, first.start, end, keyword));
}

/** The words after `CMD`; flags and `NONE` stay what they are. */
function readHealthCheck(written: WrittenInstruction, source: SourceText): Instruction {
  const index = written.words.findIndex(({ text }) => text.toUpperCase() === "CMD");
  const command = written.words[index];
  if (!command) return new Instruction(written, source);
  const text = source.text.slice(command.end, written.end);
  const json = readJsonList(text);
  if (json) {
    const words = json.map(
      ({ text: value, start, end }) => new SourceWord(value, source, command.end + start, command.end + end),
    );
    return new Instruction({ ...written, words, exec: true }, source);
  }
  const skip = /^(?:\s|\\\r?\n)*/.exec(text)?.[0].length ?? 0;
  return new Instruction(
    { ...written, words: written.words.slice(index + 1) },
    source,
    shellText(source, command.end + skip, written.end, "HEALTHCHECK"),
  );
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

/** Comments between the lines of one command are blanked out, so that each offset stays what it is. A heredoc's content is a script of its own. */
function shellText(source: SourceText, start: number, end: number, keyword: string): ShellDocument {
  const raw = source.text.slice(start, end);
  const heredoc = /^<<-?\s*(["']?)([A-Za-z_]\w*)\1[^\n]*\n/.exec(raw);
  const origin = { type: "dockerfile", instruction: keyword } as const;
  if (heredoc) {
    const content = start + heredoc[0].length;
    const close = source.text.slice(content, end).search(new RegExp(`^\\s*${heredoc[2]}\\s*$`, "m"));
    return new ShellDocument(Snippet.slice(source, content, close < 0 ? end : content + close), origin);
  }
  const text = raw.replace(/^[ \t]*#[^\n]*\n/gm, (comment) => " ".repeat(comment.length));
  return new ShellDocument(new Snippet(text, source, [{ from: 0, at: start }]), origin);
}
