import type { ModelPath } from "../../model/position.ts";
import type { Findings } from "../findings.ts";
import { child, isNull, mapItems, mapping, mapValues, type Node, sequence, textOf } from "../node.ts";
import { keyShape } from "../schema/common.ts";
import { anything, type MappingShape, type Shape } from "../schema/shape.ts";
import { uniqueItems } from "./unique-items.ts";

/**
 * Lays one canonical value over another by the merge rules of the Compose Specification: mappings by key, sequences appended with
 * repeated items once, scalars replaced. Undefined when `!reset` takes the value away.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
 */
export function merge(
  base: Node | undefined,
  over: Node,
  shape: Shape,
  path: ModelPath,
  findings: Findings,
): Node | undefined {
  if (over.tag === "reset") return undefined;
  if (over.tag === "override" || !base || base.tag === "reset") return settle(over);
  if (isNull(over) && shape.merge !== "replace" && !shape.nullable) return base;
  switch (shape.merge) {
    case "replace":
      return settle(over);
    case "logging":
      return sameDriver(base, over) ? mergeMappings(base, over, shape, path, findings) : settle(over);
    case "subnets":
      return mergeSubnets(base, over, shape, path, findings);
  }
  if (shape.kind === "choice") return merge(base, over, shape.pick(over), path, findings);
  if (isNull(over)) return shape.kind === "mapping" ? base : over;
  if (isNull(base)) return settle(over);
  return mergeByKind(base, over, shape, path, findings);
}

function mergeByKind(base: Node, over: Node, shape: Shape, path: ModelPath, findings: Findings): Node {
  if (base.kind !== over.kind) {
    findings.add(path, over, "the value cannot be laid over one of another kind.", "Replace it with !override.");
    return base;
  }
  if (over.kind === "mapping") return mergeMappings(base, over, shape, path, findings);
  if (over.kind === "scalar" || base.kind !== "sequence") return settle(over);
  const items = [...base.items, ...over.items];
  return sequence(shape.kind === "list" ? uniqueItems(items, shape) : items, over);
}

function mergeMappings(base: Node, over: Node, shape: Shape, path: ModelPath, findings: Findings): Node {
  if (base.kind !== "mapping" || over.kind !== "mapping") return settle(over);
  const entries = new Map(base.entries);
  for (const [key, value] of over.entries) {
    const merged = mergeEntry(entries.get(key), value, shape, key, path, findings);
    if (merged) entries.set(key, merged);
    else entries.delete(key);
  }
  return mapping(entries, over);
}

function mergeEntry(
  base: Node | undefined,
  over: Node,
  shape: Shape,
  key: string,
  path: ModelPath,
  findings: Findings,
): Node | undefined {
  const inner = innerShape(shape, key);
  const pairs = shape.kind === "dictionary" && shape.pairs;
  if (pairs && over.tag === undefined) return over;
  return merge(base, over, inner, [...path, over.index ?? key], findings);
}

function innerShape(shape: Shape, key: string): Shape {
  if (shape.kind === "dictionary") return shape.values;
  return (shape.kind === "mapping" && keyShape(shape as MappingShape, key)) || anything;
}

/** Options of one log driver mean nothing to another. A tag takes the earlier file's driver away before the two are compared. */
function sameDriver(base: Node, over: Node): boolean {
  const driver = child(over, "driver");
  if (driver?.tag) return true;
  const [first, second] = [textOf(child(base, "driver")), textOf(driver)];
  return first === undefined || second === undefined || first === second;
}

/** The address ranges of the later file, each with what the earlier one says about the same subnet. */
function mergeSubnets(base: Node, over: Node, shape: Shape, path: ModelPath, findings: Findings): Node {
  if (base.kind !== "sequence" || over.kind !== "sequence" || shape.kind !== "list") return settle(over);
  const subnet = (node: Node) => textOf(child(node, "subnet"));
  const merged = over.items.map((item, index) => {
    const same = base.items.find((other) => subnet(other) === subnet(item));
    return merge(same, item, shape.items, [...path, index], findings) ?? item;
  });
  return sequence(merged, over);
}

/** The value without tags: what `!reset` marks is left out, what `!override` marks stands for itself. */
export function settle(node: Node): Node {
  const bare: Node = node.tag ? { ...node, tag: undefined } : node;
  if (bare.kind === "scalar") return bare;
  const settleInner = (inner: Node) => (inner.tag === "reset" ? undefined : settle(inner));
  return bare.kind === "sequence" ? mapItems(bare, settleInner) : mapValues(bare, settleInner);
}
