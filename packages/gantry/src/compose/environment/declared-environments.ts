import { child, type Node } from "../node.ts";
import type { Source } from "../steps/read-source.ts";

/** The entries of `x-gantry.environments` as they are written, by name: one for each document that has it. */
export function declaredEnvironments(sources: readonly Source[]): Map<string, Node[]> {
  const declared = new Map<string, Node[]>();
  for (const document of sources.flatMap(({ documents }) => documents)) {
    const environments = child(child(document, "x-gantry"), "environments");
    if (environments?.kind !== "mapping") continue;
    for (const [name, node] of environments.entries) declared.set(name, [...(declared.get(name) ?? []), node]);
  }
  return declared;
}
