import type { ModelPath } from "../../model/position.ts";
import type { Findings } from "../findings.ts";
import { mapping, type Node, scalar, sequence } from "../node.ts";
import { type SubstituteOptions, substitute, TemplateError } from "./substitute.ts";

/** Replaces the variables in every text value of a document. Keys stay as they are. */
export function interpolate(node: Node, options: SubstituteOptions, findings: Findings, path: ModelPath = []): Node {
  switch (node.kind) {
    case "mapping":
      return mapping(
        [...node.entries].map(([key, value]) => [key, interpolate(value, options, findings, [...path, key])] as const),
        node,
      );
    case "sequence":
      return sequence(
        node.items.map((item, index) => interpolate(item, options, findings, [...path, index])),
        node,
      );
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
