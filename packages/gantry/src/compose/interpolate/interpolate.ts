import type { ModelPath } from "../../model/position.ts";
import type { Findings } from "../findings.ts";
import { mapItems, mapValues, type Node, scalar } from "../node.ts";
import { type SubstituteOptions, substitute, TemplateError } from "./substitute.ts";

/** Replaces the variables in every text value of a document. Keys stay as they are. */
export function interpolate(node: Node, options: SubstituteOptions, findings: Findings, path: ModelPath = []): Node {
  switch (node.kind) {
    case "mapping":
      return mapValues(node, (value, key) => interpolate(value, options, findings, [...path, key]));
    case "sequence":
      return mapItems(node, (item, index) => interpolate(item, options, findings, [...path, index]));
    case "scalar":
      if (typeof node.value !== "string" || !node.value.includes("$")) return node;
      try {
        return scalar(substitute(node.value, options), node);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        findings.add(path, node, error.message, error.fix);
        return node;
      }
  }
}
