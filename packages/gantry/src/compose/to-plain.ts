import type { Node } from "./node.ts";

/** The plain data of a node, as it is. */
export function toPlain(node: Node): unknown {
  if (node.kind === "sequence") return node.items.map(toPlain);
  if (node.kind === "mapping") return Object.fromEntries([...node.entries].map(([key, item]) => [key, toPlain(item)]));
  if (node.value instanceof Date) return node.value.toISOString().replace(/\.000Z$/, "Z");
  return typeof node.value === "bigint" ? Number(node.value) : node.value;
}
