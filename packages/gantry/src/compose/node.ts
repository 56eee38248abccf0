import type { Position } from "../model/position.ts";

/** A `Date` is what YAML makes of an unquoted `2001-12-14`. */
export type Scalar = string | number | bigint | boolean | null | Date;

interface NodeBase {
  /** Where the value stands. Absent for values that were not read from a file. */
  readonly at?: Position | undefined;
  /** Where the key stands that leads to the value. */
  readonly keyAt?: Position | undefined;
  /** `!reset` takes away what the base has at this place, `!override` replaces it instead of merging. */
  readonly tag?: "reset" | "override" | undefined;
  /** The place in the list that short syntax wrote where the model has a mapping: `networks: [front]`. */
  readonly index?: number | undefined;
}

export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  readonly value: Scalar;
  /** How the value reads as text, when `String(value)` would not do: a float, a date. */
  readonly text?: string | undefined;
}

export interface SequenceNode extends NodeBase {
  readonly kind: "sequence";
  readonly items: readonly Node[];
}

export interface MappingNode extends NodeBase {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, Node>;
}

/** A value of a Compose document that knows where it was written. Never changed: each step makes new ones. */
export type Node = ScalarNode | SequenceNode | MappingNode;

/** The position that an error about `node` should show. */
export const positionOf = (node: Node): Position | undefined => node.at ?? node.keyAt;

/** The same value, standing where `origin` stands. */
export function placed(node: Node, origin: NodeBase): Node {
  if (node.kind === "mapping") return mapping(node.entries, origin);
  if (node.kind === "sequence") return sequence(node.items, origin);
  const made = scalar(node.value, origin);
  return node.text === undefined ? made : { ...made, text: node.text };
}

// Nodes are made by the hundred thousand: written out, each kind has one layout.

export const scalar = (value: Scalar, { at, keyAt, tag, index }: NodeBase = {}): ScalarNode => ({
  kind: "scalar",
  value,
  at,
  keyAt,
  tag,
  index,
});

export const sequence = (items: readonly Node[], { at, keyAt, tag, index }: NodeBase = {}): SequenceNode => ({
  kind: "sequence",
  items,
  at,
  keyAt,
  tag,
  index,
});

export const mapping = (
  entries: ReadonlyMap<string, Node> | Iterable<readonly [string, Node]>,
  { at, keyAt, tag, index }: NodeBase = {},
): MappingNode => ({
  kind: "mapping",
  entries: entries instanceof Map ? entries : new Map(entries),
  at,
  keyAt,
  tag,
  index,
});

/** The sequence with each item replaced, those without a replacement left out; itself when nothing changed, which is the rule. */
export function mapItems(node: SequenceNode, replace: (item: Node, index: number) => Node | undefined): SequenceNode {
  let items: Node[] | undefined;
  node.items.forEach((item, index) => {
    const replaced = replace(item, index);
    if (replaced !== item && !items) items = node.items.slice(0, index);
    if (items && replaced) items.push(replaced);
  });
  return items ? sequence(items, node) : node;
}

/** The same for the values of a mapping. */
export function mapValues(node: MappingNode, replace: (value: Node, key: string) => Node | undefined): MappingNode {
  let entries: Map<string, Node> | undefined;
  node.entries.forEach((value, key) => {
    const replaced = replace(value, key);
    if (replaced === value) return;
    entries ??= new Map(node.entries);
    if (replaced) entries.set(key, replaced);
    else entries.delete(key);
  });
  return entries ? mapping(entries, node) : node;
}

/** The entry of a mapping; undefined for anything else. */
export const child = (node: Node | undefined, key: string): Node | undefined =>
  node?.kind === "mapping" ? node.entries.get(key) : undefined;

/** The text of a text scalar; undefined for anything else. */
export const textOf = (node: Node | undefined): string | undefined =>
  node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;

export const isNull = (node: Node): boolean => node.kind === "scalar" && node.value === null;

/** The mapping with one entry set, or taken away when `value` is undefined. */
export function withEntry(node: MappingNode, key: string, value: Node | undefined): MappingNode {
  const entries = new Map(node.entries);
  if (value) entries.set(key, value);
  else entries.delete(key);
  return mapping(entries, node);
}

/** The text that a scalar stands for where text is expected: `1.5`, `true`. */
export function scalarText(node: ScalarNode): string {
  if (node.value === null) return "";
  return node.text ?? String(node.value);
}
