import { isNull, type Node } from "../node.ts";
import { keyShape } from "../schema/common.ts";
import type { MappingShape, Shape } from "../schema/shape.ts";
import { setOwn } from "../set-own.ts";
import { toPlain } from "../to-plain.ts";

/** The plain value of a canonical node, with its defaults; undefined when it is as good as not there. */
export function decode(node: Node, shape: Shape): unknown {
  if (shape.kind === "any") return toPlain(node);
  if (shape.kind === "choice") return decode(node, shape.pick(node));
  if (isNull(node)) return shape.nullable ? null : undefined;
  switch (node.kind) {
    case "mapping":
      return shape.kind === "mapping" ? decodeMapping(node.entries, shape) : decodeDictionary(node.entries, shape);
    case "sequence":
      return decodeList(node.items, shape);
    case "scalar":
      return isAbsent(node.value, shape) ? undefined : node.value;
  }
}

function decodeMapping(entries: ReadonlyMap<string, Node>, shape: MappingShape): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [key, node] of entries) {
    const inner = keyShape(shape, key);
    const decoded = inner && decode(node, inner);
    // A null that stands for "not there" differs from one that is kept: `command: null` is the same as no command.
    if (decoded !== undefined && !(decoded === null && inner?.kind === "list")) value[key] = decoded;
  }
  shape.complete?.(value);
  return value;
}

function decodeDictionary(entries: ReadonlyMap<string, Node>, shape: Shape): Record<string, unknown> | undefined {
  if (shape.kind !== "dictionary" || entries.size === 0) return undefined;
  const value: Record<string, unknown> = {};
  for (const [key, node] of entries) {
    const decoded = decode(node, shape.values);
    if (decoded !== undefined) setOwn(value, key, decoded);
    else if (shape.values.kind === "mapping" && shape.values.optional)
      setOwn(value, key, decodeMapping(new Map(), shape.values));
  }
  return value;
}

function decodeList(items: readonly Node[], shape: Shape): unknown[] | undefined {
  if (shape.kind !== "list" || (items.length === 0 && !shape.keepEmpty)) return undefined;
  const values = items.map((item) => decode(item, shape.items)).filter((value) => value !== undefined);
  return shape.sorted ? values.sort() : values;
}

/** Whether Compose leaves the value out of its model, because nothing differs from it being absent. */
function isAbsent(value: unknown, shape: Shape): boolean {
  if (shape.kind === "text") return value === "" && !shape.keepEmpty;
  if (shape.kind === "flag") return value === false && !shape.keepFalse;
  if (shape.kind === "integer" || shape.kind === "decimal") return value === 0 && !shape.keepZero;
  if (shape.kind === "duration") return value === 0 && shape.dropZero === true;
  return (shape.kind === "bytes" || shape.kind === "file-mode") && value === 0;
}
