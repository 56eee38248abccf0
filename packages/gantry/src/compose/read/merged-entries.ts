import type { Node } from "../node.ts";

/** The entries of a mapping with merge keys: its own win over merged ones, and earlier merged ones over later. */
export function mergedEntries(own: ReadonlyMap<string, Node>, merged: readonly Node[]): ReadonlyMap<string, Node> {
  if (merged.length === 0) return own;
  const entries = new Map<string, Node>();
  for (const source of merged.toReversed()) {
    if (source.kind === "mapping") for (const [name, value] of source.entries) entries.set(name, value);
  }
  for (const [name, value] of own) entries.set(name, value);
  return entries;
}
