import { child, type Node } from "../node.ts";

/** The entries of `x-gantry.environments` as they are written, by name: one for each document that has it. */
export function declaredEnvironments(documents: readonly Node[]): Map<string, Node[]> {
  const declared = new Map<string, Node[]>();
  for (const document of documents) {
    const environments = child(child(document, "x-gantry"), "environments");
    if (environments?.kind !== "mapping") continue;
    for (const [name, node] of environments.entries) declared.set(name, [...(declared.get(name) ?? []), node]);
  }
  return declared;
}
