import type { ModelPath } from "../../model/position.ts";
import { nearest } from "../../model/suggest.ts";
import { describeNode } from "../describe-node.ts";
import type { Findings } from "../findings.ts";
import { isNull, type MappingNode, mapping, type Node, placed, type SequenceNode, sequence } from "../node.ts";
import { keyShape } from "../schema/common.ts";
import type { DictionaryShape, ExpandContext, ListShape, MappingShape, Shape } from "../schema/shape.ts";
import { castScalar } from "./cast-scalar.ts";
import { uniqueItems } from "./unique-items.ts";

/**
 * Brings a value to its canonical form, as its shape describes it: short syntax becomes long, texts become the numbers and booleans that they
 * stand for. What is wrong is recorded and left out. Defaults come later, after merging.
 */
export function canonicalise(node: Node, shape: Shape, path: ModelPath, findings: Findings): Node | undefined {
  if (node.tag === "reset") return node;
  const expanded = shape.expand ? shape.expand(node, contextAt(node, path, findings)) : node;
  if (!expanded) return undefined;
  const canonical = byKind(expanded === node ? node : placed(expanded, node), shape, path, findings);
  return canonical && (canonical.tag === node.tag ? canonical : placed(canonical, node));
}

const contextAt = (node: Node, path: ModelPath, findings: Findings): ExpandContext => ({
  fail: (problem, fix, part = node) => findings.add(path, part, problem, fix),
});

function byKind(node: Node, shape: Shape, path: ModelPath, findings: Findings): Node | undefined {
  if (shape.kind === "any") return node;
  if (shape.kind === "choice") return canonicalise(node, shape.pick(node), path, findings);
  // Null leaves what another file has. Whether it may stay is known when all files are merged.
  if (
    isNull(node) &&
    !(shape.kind === "text" && (shape.from === "scalars" || shape.from === "numbers-and-null") && !shape.nullable)
  )
    return node;
  if (shape.kind === "mapping") return canonicalMapping(node, shape, path, findings);
  if (shape.kind === "dictionary") return canonicalDictionary(node, shape, path, findings);
  if (shape.kind === "list") return canonicalList(node, shape, path, findings);
  return castScalar(node, shape, contextAt(node, path, findings));
}

function canonicalMapping(node: Node, shape: MappingShape, path: ModelPath, findings: Findings): Node | undefined {
  if (node.kind !== "mapping") return wrongKind(node, "mapping", path, findings);
  const entries = new Map<string, Node>();
  for (const [key, value] of node.entries) {
    const inner = keyShape(shape, key);
    if (!inner) {
      unknownKey(key, value, Object.keys(shape.keys), path, findings);
      continue;
    }
    const canonical = canonicalise(value, inner, [...path, key], findings);
    if (canonical) entries.set(key, canonical);
  }
  return mapping(entries, node);
}

function unknownKey(key: string, value: Node, known: string[], path: ModelPath, findings: Findings): void {
  const meant = nearest(key, known);
  const fix = meant === undefined ? undefined : `Did you mean "${meant}"?`;
  findings.add([...path, key], { ...value, at: value.keyAt ?? value.at }, "unknown key.", fix);
}

function canonicalDictionary(
  node: Node,
  shape: DictionaryShape,
  path: ModelPath,
  findings: Findings,
): MappingNode | undefined {
  if (node.kind !== "mapping") return wrongKind(node, "mapping", path, findings);
  const entries = new Map<string, Node>();
  for (const [key, value] of node.entries) {
    if (shape.keyPattern && !shape.keyPattern.test(key)) {
      const problem = `${JSON.stringify(key)} is not a name.`;
      findings.add(
        path,
        { ...value, at: value.keyAt ?? value.at },
        problem,
        "Use letters, digits, dots, dashes and underscores.",
      );
      continue;
    }
    const canonical = canonicalise(value, shape.values, [...path, value.index ?? key], findings);
    if (canonical) entries.set(key, canonical);
  }
  return mapping(entries, node);
}

function canonicalList(node: Node, shape: ListShape, path: ModelPath, findings: Findings): SequenceNode | undefined {
  if (node.kind !== "sequence") return wrongKind(node, "list", path, findings);
  const items: Node[] = [];
  for (const [index, item] of node.items.entries()) {
    if (item.tag === "reset") continue;
    const itemPath = [...path, index];
    const expanded = shape.expandItem ? shape.expandItem(item, contextAt(item, itemPath, findings)) : [item];
    if (expanded.length > 1 && !findings.allowExpansion(expanded.length, itemPath, item)) break;
    for (const one of expanded) {
      const canonical = canonicalise(one, shape.items, itemPath, findings);
      if (canonical) items.push(canonical);
    }
  }
  return sequence(uniqueItems(items, shape), node);
}

const howToWrite = {
  list: 'Write one item a line, each after a dash, or all in brackets: ["…", "…"].',
  mapping: 'Write one "key: value" a line, or all in braces: { key: value }.',
};

function wrongKind(node: Node, expected: keyof typeof howToWrite, path: ModelPath, findings: Findings): undefined {
  findings.add(path, node, `${describeNode(node)} is not a ${expected}.`, howToWrite[expected]);
}
