import { child, type Node, positionOf, scalarText } from "../../compose/node.ts";
import type { Position } from "../../model/position.ts";

/** The node at a path of keys and indexes. */
export function nodeAt(node: Node | undefined, ...path: readonly (string | number)[]): Node | undefined {
  let current = node;
  for (const part of path) {
    current = typeof part === "number" ? itemsOf(current)[part] : child(current, part);
    if (!current) return undefined;
  }
  return current;
}

/** A scalar as text, numbers and booleans too; undefined for anything else and for nothing. */
export const textAt = (node: Node | undefined, ...path: readonly (string | number)[]): string | undefined => {
  const found = nodeAt(node, ...path);
  return found?.kind === "scalar" && found.value !== null ? scalarText(found) : undefined;
};

export const itemsOf = (node: Node | undefined): readonly Node[] => (node?.kind === "sequence" ? node.items : []);

export const entriesOf = (node: Node | undefined): ReadonlyMap<string, Node> =>
  node?.kind === "mapping" ? node.entries : new Map();

/** One text, or the texts of a list. */
export function textsOf(node: Node | undefined): { text: string; node: Node }[] {
  const nodes = node?.kind === "sequence" ? node.items : node ? [node] : [];
  return nodes.flatMap((each) => {
    const text = textAt(each);
    return text === undefined ? [] : [{ text, node: each }];
  });
}

/** Where a value stands, or its key when there is no value. */
export const placeOfNode = (node: Node, file: string): Position => positionOf(node) ?? { file, line: 1, column: 1 };
