import { fromPlain } from "../../compose/from-plain.ts";
import { mergeDocuments } from "../../compose/merge-documents.ts";
import { mapping, type Node } from "../../compose/node.ts";
import { toPlain } from "../../compose/to-plain.ts";
import { type CompileContext, compileNode } from "./compile-node.ts";

/** One section of several files as one. Its tags are refused, so that they need not be followed. */
export function mergeParts(key: string, parts: readonly Node[], context: CompileContext): Node {
  const [first, ...rest] = parts;
  if (first === undefined || rest.length === 0) return first ?? mapping([]);
  for (const part of parts) compileNode(part, [key], context);
  const merged = rest.reduce((base, part) => mergeDocuments(base, { [key]: toPlain(part) }), { [key]: toPlain(first) });
  return fromPlain(merged[key]);
}
