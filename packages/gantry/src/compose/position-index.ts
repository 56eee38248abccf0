import type { ModelPath, PositionIndex } from "../model/position.ts";
import { type Node, positionOf } from "./node.ts";

/** Finds the positions of a model's values in the tree that the model was made of. */
export function positionIndex(root: Node): PositionIndex {
  return {
    at(path) {
      let found = positionOf(root);
      let node: Node | undefined = root;
      for (const part of path) {
        node = stepInto(node, part);
        if (!node) break;
        found = positionOf(node) ?? found;
      }
      return found;
    },
  };
}

/** The nodes from the root to the value at `path`, as far as there are any. */
function nodesOnPath(root: Node, path: ModelPath): Node[] {
  const nodes = [root];
  for (const part of path) {
    const next = stepInto(nodes.at(-1), part);
    if (!next) break;
    nodes.push(next);
  }
  return nodes;
}

const stepInto = (node: Node | undefined, part: string | number): Node | undefined =>
  node?.kind === "mapping"
    ? node.entries.get(String(part))
    : node?.kind === "sequence"
      ? node.items[Number(part)]
      : undefined;

/** A value as the user wrote it: the path with list indexes where short syntax was used, and the node. */
export interface WrittenValue {
  path: ModelPath;
  node: Node | undefined;
}

/** Where the value at a model path is written. */
export function writtenValue(root: Node, path: ModelPath): WrittenValue {
  const nodes = nodesOnPath(root, path);
  return {
    path: path.map((part, depth) => nodes[depth + 1]?.index ?? part),
    node: nodes[path.length] ?? nodes.at(-1),
  };
}
