import type { CST, Document, LineCounter } from "yaml";
import { configError } from "../../model/error.ts";
import type { Position } from "../../model/position.ts";
import { limits } from "./limits.ts";
import { loadYaml } from "./load-yaml.ts";

/** The YAML documents of a text, and where an offset in the text is. */
export interface ParsedYaml {
  documents: Document.Parsed[];
  at(offset: number): Position;
}

/**
 * Parses YAML into documents whose scalars are all text: what an unquoted one means is decided by `resolveScalar`.
 *
 * @throws UserError `config` with every syntax error, or with the limit that the text exceeds.
 */
export function parseYaml(text: string, file: string): ParsedYaml {
  const { Composer, LineCounter } = loadYaml();
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const composer = new Composer({
    schema: "failsafe",
    merge: false,
    // Duplicates are found while nodes are made: the library compares each key with all others.
    uniqueKeys: false,
    logLevel: "silent",
    prettyErrors: false,
  });
  const documents: Document.Parsed[] = [];
  const take = (composed: Iterable<Document.Parsed>) => {
    for (const document of composed) documents.push(document);
  };
  for (const token of tokens(text, lines, at)) {
    take(composer.next(token));
    // What follows an error is not worth its time: only the first is told.
    if (token.type === "error") break;
  }
  take(composer.end(true, text.length));
  const [error] = documents.flatMap((document) => document.errors);
  if (error) {
    // One mistake makes the parser stumble over much of what follows: only the first is worth telling.
    const offset = error.pos[0] + (/^ */.exec(text.slice(error.pos[0]))?.[0].length ?? 0);
    const fix = error.code === "TAB_AS_INDENT" ? { fix: "Indent with spaces." } : {};
    throw configError([{ message: `not valid YAML: ${firstLine(error.message)}`, position: at(offset), ...fix }]);
  }
  return { documents, at };
}

const firstLine = (message: string): string => `${message.split("\n")[0]?.replace(/\.$/, "") ?? ""}.`;

function* tokens(text: string, lines: LineCounter, at: (offset: number) => Position): Generator<CST.Token> {
  const { Lexer, Parser } = loadYaml();
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    if (count > limits.tokens) {
      throw configError([
        { message: `the file is too large: more than ${limits.tokens} YAML tokens.`, position: at(0) },
      ]);
    }
    yield* parser.next(lexeme);
    // The composer calls itself for each level: depth has to end here. One entry of the stack is the document.
    if (parser.stack.length > limits.depth + 1) {
      throw configError([{ message: `nested deeper than ${limits.depth} levels.`, position: at(parser.offset) }]);
    }
  }
  yield* parser.end();
}
