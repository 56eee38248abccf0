import { TemplateError } from "../../compose/interpolate/substitute.ts";
import { type Node, positionOf, scalarText } from "../../compose/node.ts";
import { toPlain } from "../../compose/to-plain.ts";
import type { Issue } from "../../model/error.ts";
import { formatPath, type ModelPath } from "../../model/position.ts";
import { type Expression, list, literal } from "../print/expression.ts";
import { compileTemplate, type TemplateSurroundings } from "./compile-template.ts";

export interface CompileContext extends TemplateSurroundings {
  /** What cannot be converted goes here. */
  issues: Issue[];
}

/** A value of a Compose file as source. */
export function compileNode(node: Node, path: ModelPath, context: CompileContext): Expression {
  switch (node.kind) {
    case "mapping":
      return {
        type: "object",
        entries: [...node.entries].map(([key, value]) => ({ key, value: compileNode(value, [...path, key], context) })),
      };
    case "sequence":
      return list(node.items.map((item, index) => compileNode(item, [...path, index], context)));
    case "scalar":
      if (typeof node.value === "string") return compileText(node.value, node, path, context);
      if (typeof node.value === "boolean" || node.value === null) return literal(node.value);
      // No schema says what an extension's value is: a date there is a time.
      if (node.value instanceof Date && path.some((key) => String(key).startsWith("x-")))
        return literal(String(toPlain(node)));
      // As text where a number would lose how it is written: 1.10, a date, more digits than a number holds.
      return String(Number(node.value)) === scalarText(node) ? literal(Number(node.value)) : literal(scalarText(node));
  }
}

function compileText(text: string, node: Node, path: ModelPath, context: CompileContext): Expression {
  try {
    return compileTemplate(text, context);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    refuse(node, path, error.message, context, error.fix);
    return literal(text);
  }
}

const byHand = "Merge what it says into the file by hand, or keep the Compose files.";

/** Notes that a value cannot be converted. */
export function refuse(
  node: Node,
  path: ModelPath,
  problem: string,
  { issues }: Pick<CompileContext, "issues">,
  fix = byHand,
): void {
  const position = positionOf(node);
  issues.push({ message: `${formatPath(path)}: ${problem}`, fix, ...(position ? { position } : {}) });
}
