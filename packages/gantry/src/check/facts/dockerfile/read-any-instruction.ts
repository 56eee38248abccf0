import type {
  Instruction as AstInstruction,
  JSONInstruction,
  ModifiableInstruction,
  PropertyInstruction,
} from "dockerfile-ast";
import { SourceText } from "../../repository/source-text.ts";
import { SourceWord } from "../../repository/source-word.ts";
import { DockerPair } from "./docker-pair.ts";
import { Instruction } from "./instruction.ts";
import { loadDockerfileAst } from "./load-dockerfile-ast.ts";
import { unquoteJson } from "./unquote-json.ts";

const hasFlags = (instruction: AstInstruction): instruction is ModifiableInstruction => "getFlags" in instruction;
const isJson = (instruction: AstInstruction): instruction is JSONInstruction => "getJSONStrings" in instruction;
const hasPairs = (instruction: AstInstruction): instruction is PropertyInstruction => "getProperties" in instruction;

/** The instructions in a part of a Dockerfile, by the library. */
export function readAnyInstructions(source: SourceText, start: number, end: number): Instruction[] {
  const part = new SourceText(source.path, source.text.slice(start, end));
  return loadDockerfileAst()
    .DockerfileParser.parse(part.text)
    .getInstructions()
    .map((instruction) => readInstruction(instruction, source, part, start));
}

function readInstruction(ast: AstInstruction, source: SourceText, part: SourceText, partStart: number): Instruction {
  const offset = ({ line, character }: { line: number; character: number }) =>
    partStart + part.offsetAt({ line: line + 1, column: character + 1 });
  const span = ({ start, end }: ReturnType<AstInstruction["getRange"]>) => [offset(start), offset(end)] as const;
  const [start, end] = span(ast.getRange());
  const keyword = ast.getKeyword();
  const flags = hasFlags(ast)
    ? ast
        .getFlags()
        .map((flag) => new DockerPair(flag.getName(), flag.getValue() ?? undefined, source, ...span(flag.getRange())))
    : [];
  const strings = isJson(ast) && ast.getClosingBracket() ? ast.getJSONStrings() : [];
  // `ENTRYPOINT []` takes away the base's: a list without words.
  const exec =
    strings.length > 0 ||
    (/^(RUN|CMD|ENTRYPOINT)$/.test(keyword) && /^\w+\s+\[\s*\]\s*$/.test(source.text.slice(start, end)));
  const words = exec
    ? strings.map((word) => {
        // The parser's own value of a string has lost its spaces.
        const [from, to] = span(word.getRange());
        return new SourceWord(unquoteJson(source.text.slice(from, to)), source, from, to);
      })
    : ast.getArguments().map((word) => new SourceWord(word.getValue(), source, ...span(word.getRange())));
  const pairs = hasPairs(ast)
    ? ast
        .getProperties()
        .map((pair) => new DockerPair(pair.getName(), pair.getValue() ?? undefined, source, ...span(pair.getRange())))
    : [];
  return new Instruction(source, { keyword, start, end, flags, words, exec, pairs });
}
