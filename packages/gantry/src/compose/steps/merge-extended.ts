import type { ModelPath } from "../../model/position.ts";
import type { Findings } from "../findings.ts";
import { mapping, type Node } from "../node.ts";
import { service as serviceShape } from "../schema/service.ts";
import { merge } from "./merge.ts";

/** A service laid over the one that it extends. Its tags stay, for the files below it are still to come. */
export function mergeExtended(base: Node, own: Node, path: ModelPath, findings: Findings): Node {
  const merged = merge(base, own, serviceShape, path, findings) ?? own;
  return hasTag(own) ? retag(merged, own) : merged;
}

const hasTag = (node: Node): boolean =>
  node.tag !== undefined || (node.kind === "mapping" && [...node.entries.values()].some(hasTag));

function retag(merged: Node | undefined, own: Node): Node {
  if (!merged || own.tag === "reset") return own;
  if (own.tag === "override") return { ...merged, tag: "override" };
  if (merged.kind !== "mapping" || own.kind !== "mapping") return merged;
  const entries = new Map(merged.entries);
  for (const [key, value] of own.entries) if (hasTag(value)) entries.set(key, retag(entries.get(key), value));
  return mapping(entries, merged);
}
