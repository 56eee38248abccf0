import type { Node } from "./node.ts";

/** How a value is named in an error. */
export function describeNode(node: Node): string {
  if (node.kind === "sequence") return "a list";
  if (node.kind === "mapping") return "a mapping";
  if (node.value === null) return "an empty value";
  if (node.value instanceof Date) return "a date";
  if (typeof node.value !== "string") return String(node.value);
  return JSON.stringify(node.value.length > 60 ? `${node.value.slice(0, 57)}…` : node.value);
}
