import type { Instruction as AstInstruction } from "dockerfile-ast";
import {
  DockerfileParser,
  type JSONInstruction,
  type ModifiableInstruction,
  type PropertyInstruction,
} from "dockerfile-ast";
import type { SourceText } from "../../repository/source-text.ts";
import { ShellDocument } from "../../shell/shell-document.ts";
import { Snippet } from "../../shell/snippet.ts";
import type { DockerFlag, DockerWord, Instruction } from "./instruction.ts";

/** The instructions of a Dockerfile, in order. */
export const readInstructions = (source: SourceText): Instruction[] =>
  DockerfileParser.parse(source.text)
    .getInstructions()
    .map((instruction) => readInstruction(instruction, source));

const hasFlags = (instruction: AstInstruction): instruction is ModifiableInstruction => "getFlags" in instruction;
const isJson = (instruction: AstInstruction): instruction is JSONInstruction => "getJSONStrings" in instruction;
const hasPairs = (instruction: AstInstruction): instruction is PropertyInstruction => "getProperties" in instruction;

function readInstruction(ast: AstInstruction, source: SourceText): Instruction {
  const offset = ({ line, character }: { line: number; character: number }) =>
    source.offsetAt({ line: line + 1, column: character + 1 });
  const place = ({ start, end }: ReturnType<AstInstruction["getRange"]>) => source.placeOf(offset(start), offset(end));
  const range = ast.getRange();
  const keyword = ast.getKeyword();
  const flags: DockerFlag[] = hasFlags(ast)
    ? ast
        .getFlags()
        .map((flag) => ({ name: flag.getName(), value: flag.getValue() ?? undefined, at: place(flag.getRange()) }))
    : [];
  const strings = isJson(ast) && ast.getClosingBracket() ? ast.getJSONStrings() : [];
  // `ENTRYPOINT []` takes away the base's: a list without words.
  const exec =
    strings.length > 0 ||
    (shellKeywords.has(keyword) &&
      /^\w+\s+\[\s*\]\s*$/.test(source.text.slice(offset(range.start), offset(range.end))));
  const words: DockerWord[] = exec
    ? strings.map((word) => {
        // The parser's own value of a string has lost its spaces.
        const { start, end } = word.getRange();
        return { text: unquoteJson(source.text.slice(offset(start), offset(end))), at: place(word.getRange()) };
      })
    : ast.getArguments().map((word) => ({ text: word.getValue(), at: place(word.getRange()) }));
  const end = offset(range.end);
  const instruction: Instruction = {
    keyword,
    at: place(range),
    start: offset(range.start),
    end,
    flags,
    words,
    exec,
    shell: undefined,
    pairs: hasPairs(ast)
      ? ast.getProperties().map((pair) => ({
          name: pair.getName(),
          value: pair.getValue() ?? undefined,
          at: place(pair.getRange()),
        }))
      : [],
  };
  if (exec || !shellKeywords.has(keyword))
    return keyword === "HEALTHCHECK" ? readHealthCheck(instruction, source) : instruction;
  const [first] = words;
  if (!first) return instruction;
  return { ...instruction, shell: shellText(source, source.offsetAt(first.at), end, keyword) };
}

const shellKeywords = new Set(["RUN", "CMD", "ENTRYPOINT"]);

/** The words after `CMD`; flags and `NONE` stay what they are. */
function readHealthCheck(instruction: Instruction, source: SourceText): Instruction {
  const index = instruction.words.findIndex(({ text }) => text.toUpperCase() === "CMD");
  const command = instruction.words[index];
  if (!command) return instruction;
  const start = source.offsetAt({ line: command.at.endLine ?? command.at.line, column: command.at.endColumn ?? 1 });
  const text = source.text.slice(start, instruction.end);
  const json = readJsonList(text);
  if (json) {
    const words = json.map(({ text: value, start: from, end }) => ({
      text: value,
      at: source.placeOf(start + from, start + end),
    }));
    return { ...instruction, words, exec: true };
  }
  const skip = /^(?:\s|\\\r?\n)*/.exec(text)?.[0].length ?? 0;
  return {
    ...instruction,
    words: instruction.words.slice(index + 1),
    shell: shellText(source, start + skip, instruction.end, "HEALTHCHECK"),
  };
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

function unquoteJson(text: string): string {
  try {
    return String(JSON.parse(text.startsWith('"') ? text : `"${text}"`));
  } catch {
    return text.replace(/^"|"$/g, "");
  }
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
