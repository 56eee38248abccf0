import { parseTemplate } from "../../compose/interpolate/substitute.ts";
import type { Node } from "../../compose/node.ts";

/** Variables that the documents use in more ways than one: required here, with a default there, or with another one. */
export function findMixedVariables(documents: readonly Node[]): Set<string> {
  const uses = new Map<string, Set<string>>();
  const visit = (template: string) => {
    for (const part of parseTemplate(template)) {
      if (typeof part === "string") continue;
      // What is said about a missing one makes no difference.
      const use = part.operator?.endsWith("?") ? part.operator : `${part.operator ?? ":-"}${part.operand}`;
      uses.set(part.name, (uses.get(part.name) ?? new Set()).add(use));
      visit(part.operand);
    }
  };
  for (const text of documents.flatMap(textsOf)) visit(text);
  return new Set([...uses].filter(([, ways]) => ways.size > 1).map(([name]) => name));
}

/** Every text with a dollar sign in it. */
function textsOf(node: Node): string[] {
  if (node.kind === "mapping") return [...node.entries.values()].flatMap(textsOf);
  if (node.kind === "sequence") return node.items.flatMap(textsOf);
  return typeof node.value === "string" && node.value.includes("$") ? [node.value] : [];
}
