import type { ParsedNode, YAMLMap, YAMLSeq } from "yaml";
import { configError, formatIssue, type Issue } from "../../model/error.ts";
import { formatPath, type ModelPath, type Position } from "../../model/position.ts";
import { describeNode } from "../describe-node.ts";
import { mapping, type Node, positionOf, scalar, sequence } from "../node.ts";
import { readCommonYaml } from "./common/read-common-yaml.ts";
import { limits } from "./limits.ts";
import { loadYaml } from "./load-yaml.ts";
import { mergedEntries } from "./merged-entries.ts";
import { parseYaml } from "./parse-yaml.ts";
import { resolveScalar } from "./resolve-scalar.ts";

interface Reading {
  at(offset: number): Position;
  anchors: Map<string, ParsedNode>;
  /** Anchors that are being expanded: one that contains itself has no end. */
  expanding: Set<string>;
  issues: Issue[];
  values: number;
}

type Origin = { at: Position; keyAt?: Position | undefined; tag?: "reset" | "override" };

/**
 * The documents of a YAML text as nodes: aliases and merge keys followed, every value with its position.
 * Empty documents are left out.
 *
 * @throws UserError `config` with all that is wrong with the YAML.
 */
export const readDocuments = (text: string, file: string): Node[] =>
  readCommonYaml(text, file) ?? readAnyYaml(text, file);

/** The same for every YAML there is, by the library. */
export function readAnyYaml(text: string, file: string): Node[] {
  const { isScalar } = loadYaml();
  const { documents, at } = parseYaml(text, file);
  const issues: Issue[] = [];
  const nodes = documents.flatMap(({ contents }) => {
    if (!contents || (isScalar(contents) && contents.source === "" && contents.type === "PLAIN")) return [];
    return [toNode(contents, { at, anchors: new Map(), expanding: new Set(), issues, values: 0 }, [])];
  });
  if (issues.length > 0) throw configError([...new Map(issues.map((issue) => [formatIssue(issue), issue])).values()]);
  return nodes;
}

function toNode(node: ParsedNode, reading: Reading, path: ModelPath, keyAt?: Position): Node {
  const { isAlias, isScalar, isSeq } = loadYaml();
  reading.values += 1;
  const place = reading.at(node.range[0]);
  if (reading.values > limits.values) {
    throw configError([
      { message: `the aliases of this file expand to more than ${limits.values} values.`, position: place },
    ]);
  }
  const tag = node.tag === "!reset" ? "reset" : node.tag === "!override" ? "override" : undefined;
  const origin: Origin = { at: place, ...(keyAt && { keyAt }), ...(tag && { tag }) };
  if (isAlias(node)) return followAlias(node.source, origin, reading, path);
  if ("anchor" in node && node.anchor) reading.anchors.set(node.anchor, node);
  if (isScalar(node)) return toScalar(node, origin, reading);
  const name = node.anchor;
  if (name) reading.expanding.add(name);
  const made = isSeq(node) ? toSequence(node, origin, reading, path) : toMapping(node, origin, reading, path);
  if (name) reading.expanding.delete(name);
  return made;
}

function followAlias(name: string, origin: Origin, reading: Reading, path: ModelPath): Node {
  const target = reading.anchors.get(name);
  if (!target || reading.expanding.has(name)) {
    const problem = target ? `the anchor "${name}" contains itself.` : `the alias *${name} has no anchor before it.`;
    reading.issues.push({ message: problem, position: origin.at });
    return scalar(null, origin);
  }
  const made = toNode(target, reading, path, origin.keyAt);
  return origin.tag ? { ...made, tag: origin.tag } : made;
}

function toScalar(node: ParsedNode, origin: Origin, reading: Reading): Node {
  if (!loadYaml().isScalar(node)) return scalar(null, origin);
  const value: unknown = node.value;
  if (value instanceof Uint8Array) return scalar(Buffer.from(value).toString("utf8"), origin);
  const text = String(value ?? "");
  const type = typedTags.get(node.tag ?? "");
  if (type === undefined && (node.type !== "PLAIN" || node.tag === textTag)) return scalar(text, origin);
  // What is not there has no place of its own: its key has one.
  if (text === "" && node.type === "PLAIN" && origin.keyAt) return scalar(null, { ...origin, at: undefined });
  const resolved = resolveScalar(text);
  const found = typeof resolved.value === "bigint" ? "number" : typeof resolved.value;
  if (type !== undefined && type !== found) {
    reading.issues.push({ message: `${JSON.stringify(text)} is not what its tag says.`, position: origin.at });
  }
  return { ...scalar(resolved.value, origin), ...(resolved.text !== undefined && { text: resolved.text }) };
}

const textTag = "tag:yaml.org,2002:str";

/** Tags that say what type a scalar is, in quotes or not. */
const typedTags: ReadonlyMap<string, string> = new Map([
  ["tag:yaml.org,2002:int", "number"],
  ["tag:yaml.org,2002:float", "number"],
  ["tag:yaml.org,2002:bool", "boolean"],
  ["tag:yaml.org,2002:null", "object"],
]);

const toSequence = (node: YAMLSeq.Parsed, origin: Origin, reading: Reading, path: ModelPath): Node =>
  sequence(
    node.items.map((item, index) => toNode(item, reading, [...path, index])),
    origin,
  );

function toMapping(node: YAMLMap.Parsed, origin: Origin, reading: Reading, path: ModelPath): Node {
  const { isScalar } = loadYaml();
  const own = new Map<string, Node>();
  const merged: Node[] = [];
  let mergeKeys = 0;
  for (const { key, value } of node.items) {
    const keyAt = reading.at(key.range[0]);
    if (isScalar(key) && key.type === "PLAIN" && key.value === "<<") {
      mergeKeys += 1;
      if (mergeKeys > 1) duplicate([...path, "<<"], keyAt, reading);
      merged.push(...mergeSources(value ? toNode(value, reading, path) : scalar(null, { keyAt }), reading));
      continue;
    }
    const name = keyText(key, keyAt, reading, path);
    if (name === undefined) continue;
    if (own.has(name)) duplicate([...path, name], keyAt, reading);
    own.set(name, value ? toNode(value, reading, [...path, name], keyAt) : scalar(null, { keyAt }));
  }
  return mapping(mergedEntries(own, merged), origin);
}

const duplicate = (path: ModelPath, position: Position, { issues }: Reading): void => {
  issues.push({ message: `${formatPath(path)}: the key is there twice.`, position, fix: "Take one of them out." });
};

function keyText(key: ParsedNode, position: Position, reading: Reading, path: ModelPath): string | undefined {
  const node = toNode(key, reading, path);
  if (node.kind === "scalar" && typeof node.value === "string") return node.value;
  const problem = node.kind === "scalar" ? `the key ${describeNode(node)} is not text.` : "a key must be text.";
  const message = path.length > 0 ? `${formatPath(path)}: ${problem}` : problem;
  reading.issues.push({ message, position, fix: "Put the key in quotes." });
  return undefined;
}

function mergeSources(node: Node, { issues }: Reading): Node[] {
  const sources = node.kind === "sequence" ? [...node.items] : [node];
  for (const source of sources) {
    if (source.kind === "mapping") continue;
    const position = positionOf(source);
    issues.push({ message: "a merge key (<<) takes a mapping, or a list of mappings.", ...(position && { position }) });
  }
  return sources;
}
