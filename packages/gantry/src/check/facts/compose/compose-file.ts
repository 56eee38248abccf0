import type { Node, ScalarNode } from "../../../compose/node.ts";
import type { ModelPath } from "../../../model/position.ts";
import type { ParsedTree } from "../../parse/parse-tree.ts";
import type { Place } from "../../place.ts";
import type { SourceText } from "../../repository/source-text.ts";

/** A `${NAME}` in a Compose file. */
export interface VariableUse {
  readonly name: string;
  /** `:-`, `-`, `:?`, `?`, `:+`, `+`, or none. */
  readonly operator: string | undefined;
  /** What follows the operator. */
  readonly operand: string;
  /** The expression, `${` and `}` included. */
  readonly at: Place;
  /** The path of the value in its file. */
  readonly path: ModelPath;
  /** The whole value as it is written. */
  readonly text: string;
}

/** A Compose file by itself: as it is written, nothing merged or replaced. */
export interface ComposeFile {
  readonly path: string;
  readonly source: SourceText;
  readonly tree: ParsedTree;
  readonly variables: readonly VariableUse[];
}

export function readComposeFile(source: SourceText, tree: ParsedTree): ComposeFile {
  const variables: VariableUse[] = [];
  for (const document of tree.documents) collect(document, [], source, variables);
  return { path: source.path, source, tree, variables: unique(variables) };
}

/** An anchor's value is met once for each alias. */
function unique(uses: readonly VariableUse[]): VariableUse[] {
  const known = new Map(uses.map((use) => [`${use.at.line}:${use.at.column}:${use.name}`, use]));
  return [...known.values()];
}

function collect(node: Node, path: ModelPath, source: SourceText, uses: VariableUse[]): void {
  // Most values have none: their paths need not be made.
  const inside = (value: Node, key: string | number) => {
    if (value.kind !== "scalar" || isTemplate(value)) collect(value, [...path, key], source, uses);
  };
  if (node.kind === "sequence") node.items.forEach(inside);
  else if (node.kind === "mapping") node.entries.forEach(inside);
  else if (isTemplate(node) && node.at) {
    const start = source.offsetAt(node.at);
    let from = start;
    for (const { name, operator, operand, text } of variablesOf(node.value)) {
      const found = source.text.indexOf(text, from);
      const offset = found < 0 ? from : found;
      from = offset + 2;
      uses.push({ name, operator, operand, at: source.placeOf(offset, offset + text.length), path, text: node.value });
    }
  }
}

const isTemplate = (node: ScalarNode): node is ScalarNode & { value: string } =>
  typeof node.value === "string" && node.value.includes("$");

interface Expression {
  name: string;
  operator: string | undefined;
  operand: string;
  text: string;
}

/** Variables inside each other's defaults; Docker Compose takes far fewer. */
const maximumDepth = 64;

/** The variables of a text, also those in another's default. */
function* variablesOf(text: string): Generator<Expression> {
  const pattern = /\$\$|\$\{([A-Za-z_]\w*)(?:(:?[-?+])|(?=\}))|\$([A-Za-z_]\w*)/g;
  const braces = closingBraces(text);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const name = match[1] ?? match[3];
    if (name === undefined) continue;
    if (match[3] !== undefined) {
      yield { name, operator: undefined, operand: "", text: match[0] };
      continue;
    }
    const end = braces.get(match.index);
    if (end === undefined) continue;
    const operand = match[2] === undefined ? "" : text.slice(match.index + match[0].length, end);
    yield { name, operator: match[2], operand, text: text.slice(match.index, end + 1) };
  }
}

/** Where each `${` ends. One that has no end, which Docker Compose refuses, is not there. */
function closingBraces(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: brace, index } of text.matchAll(/\$\{|\}/g)) {
    if (brace === "${") open.push(index);
    else {
      const start = open.pop();
      if (start !== undefined && open.length < maximumDepth) ends.set(start, index);
    }
  }
  return ends;
}
