import type { ModelPath } from "../../model/position.ts";
import type { Findings } from "../findings.ts";
import { mapItems, mapValues, type Node, type ScalarNode, scalar } from "../node.ts";
import { type SubstituteOptions, substitute, TemplateError } from "./substitute.ts";

/** Replaces the variables in every text value of a document. Keys stay as they are. */
export function interpolate(node: Node, options: SubstituteOptions, findings: Findings, path: ModelPath = []): Node {
  // Most values have none: their paths need not be made.
  const inside = (value: Node, key: string | number) =>
    value.kind === "scalar" && !isTemplate(value) ? value : interpolate(value, options, findings, [...path, key]);
  switch (node.kind) {
    case "mapping":
      return mapValues(node, inside);
    case "sequence":
      return mapItems(node, inside);
    case "scalar":
      if (!isTemplate(node)) return node;
      try {
        return scalar(substitute(node.value, options), node);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        findings.add(path, node, error.message, error.fix);
        return node;
      }
  }
}

const isTemplate = (node: ScalarNode): node is ScalarNode & { value: string } =>
  typeof node.value === "string" && node.value.includes("$");
