import { createRequire } from "node:module";
import type { Program, Node as SyntaxTree } from "oxc-parser";
import type { Place } from "../place.ts";
import type { SourceText } from "../repository/source-text.ts";
import { lazy } from "./lazy.ts";

/** A TypeScript or JavaScript file, parsed when its tree is asked for. */
export interface ScriptSource {
  readonly path: string;
  readonly source: SourceText;
  /** The syntax tree (ESTree with TypeScript); undefined when it cannot be parsed. Offsets are those of the text. */
  readonly program: Program | undefined;
  place(node: { start: number; end: number }): Place;
}

const require = createRequire(import.meta.url);
// The parser is native code that takes 20 ms to load: only who asks for a tree pays.
const parser = lazy((): typeof import("oxc-parser") => require("oxc-parser"));

export function readScriptSource(source: SourceText): ScriptSource {
  const program = lazy(() => {
    const result = parser().parseSync(source.path, source.text);
    return result.errors.some(({ severity }) => severity === "Error") ? undefined : result.program;
  });
  return {
    path: source.path,
    source,
    get program() {
      return program();
    },
    place: ({ start, end }) => source.placeOf(start, end),
  };
}

/** All nodes of a syntax tree, parents first. */
export function* walkSyntax(root: unknown): Generator<SyntaxTree> {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (Array.isArray(next)) waiting.push(...next.toReversed());
    else if (isNode(next)) {
      yield next;
      const children = Object.values(next).filter((value) => typeof value === "object" && value !== null);
      waiting.push(...children.reverse());
    }
  }
}

const isNode = (value: unknown): value is SyntaxTree =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
