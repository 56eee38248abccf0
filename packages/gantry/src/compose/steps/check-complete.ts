import type { ModelPath } from "../../model/position.ts";
import type { Findings } from "../findings.ts";
import { isNull, type MappingNode, type Node } from "../node.ts";
import { keyShape, wholeText } from "../schema/common.ts";
import type { MappingShape, Shape } from "../schema/shape.ts";

/** Records what is missing and what is there twice: only a merged value can tell. */
export function checkComplete(node: Node, shape: Shape, path: ModelPath, findings: Findings): void {
  if (isNull(node)) {
    if (!shape.nullable && !shape.optional && shape.kind !== "any")
      findings.add(path, node, "it is empty.", "Give it a value, or take the key out.");
  } else if (shape.kind === "choice") {
    checkComplete(node, shape.pick(node), path, findings);
  } else if (node.kind === "mapping" && shape.kind === "mapping") {
    checkMapping(node, shape, path, findings);
  } else if (node.kind === "mapping" && shape.kind === "dictionary") {
    for (const [key, value] of node.entries) {
      checkComplete(value, shape.values, [...path, value.index ?? key], findings);
    }
  } else if (node.kind === "sequence" && shape.kind === "list") {
    if (shape.distinct) checkDistinct(node.items, path, findings);
    for (const [index, item] of node.items.entries()) checkComplete(item, shape.items, [...path, index], findings);
  }
}

function checkMapping(node: MappingNode, shape: MappingShape, path: ModelPath, findings: Findings): void {
  for (const key of shape.required ?? []) {
    const value = node.entries.get(key);
    if (!value) findings.add(path, node, `the key "${key}" is missing.`);
  }
  for (const [key, value] of node.entries) {
    // Only what is empty, or has parts, can be incomplete.
    if (value.kind === "scalar" && value.value !== null) continue;
    const inner = keyShape(shape, key);
    if (inner) checkComplete(value, inner, [...path, key], findings);
  }
}

function checkDistinct(items: readonly Node[], path: ModelPath, findings: Findings): void {
  const seen = new Set<string | undefined>();
  for (const [index, item] of items.entries()) {
    const text = wholeText(item);
    if (seen.has(text)) findings.add([...path, index], item, `${JSON.stringify(text)} is in the list twice.`);
    seen.add(text);
  }
}
