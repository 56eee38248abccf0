import type { ModelPath } from "../../model/position.ts";
import { type ScriptSource, walkSyntax } from "../facts/script-source.ts";
import type { Place } from "../place.ts";

/** Where a config file says what stands at a path of the model; the nearest thing around it where it does not say it as such. */
export function placeInConfig(script: ScriptSource, [first = "", ...rest]: ModelPath): Place {
  const nodes = [...walkSyntax(script.program)];
  const property = (name: string | number) => nodes.find((node) => isProperty(node) && keyOf(node) === name);
  let found: unknown = property(first);
  for (const [depth, part] of rest.entries()) {
    const inside = insideOf(found, nodes);
    // A service that a preset brings along, such as the proxy, has a key of its own outside `services`.
    const next =
      typeof part === "number" ? itemOf(inside, part) : (propertyOf(inside, part) ?? (depth === 0 && property(part)));
    if (!next) break;
    found = next;
  }
  if (!isSpanned(found)) return { file: script.path, line: 1, column: 1 };
  return script.place(declarationOf(found, nodes)?.id ?? (isProperty(found) ? found.key : found));
}

/** What a property has, through the constant that it names. */
function insideOf(node: unknown, nodes: readonly unknown[]): unknown {
  return declarationOf(node, nodes)?.init ?? (isProperty(node) ? node.value : node);
}

/** The declaration of the constant that a property has as its value: `services: { web }`. */
function declarationOf(node: unknown, nodes: readonly unknown[]): DeclarationNode | undefined {
  const value = isProperty(node) ? node.value : node;
  if (!isIdentifier(value)) return undefined;
  return nodes.find((each): each is DeclarationNode => isDeclaration(each) && each.id.name === value.name);
}

interface Spanned {
  start: number;
  end: number;
}

interface PropertyNode extends Spanned {
  type: "Property";
  key: Spanned;
  value: unknown;
}

const isSpanned = (node: unknown): node is Spanned =>
  typeof node === "object" && node !== null && "start" in node && "end" in node;

interface Identifier extends Spanned {
  type: "Identifier";
  name: string;
}

interface DeclarationNode extends Spanned {
  type: "VariableDeclarator";
  id: Identifier;
  init: unknown;
}

const isIdentifier = (node: unknown): node is Identifier =>
  isSpanned(node) && "type" in node && node.type === "Identifier" && "name" in node;

const isDeclaration = (node: unknown): node is DeclarationNode =>
  isSpanned(node) && "type" in node && node.type === "VariableDeclarator" && "id" in node && isIdentifier(node.id);

const isProperty = (node: unknown): node is PropertyNode =>
  isSpanned(node) && "type" in node && node.type === "Property" && "key" in node && "value" in node;

function keyOf({ key }: PropertyNode): string | undefined {
  if ("name" in key && typeof key.name === "string") return key.name;
  return "value" in key ? String(key.value) : undefined;
}

/** Of an object, or of the objects that a preset is called with. */
function propertyOf(value: unknown, name: string): PropertyNode | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("properties" in value && Array.isArray(value.properties)) {
    return value.properties.find((each): each is PropertyNode => isProperty(each) && keyOf(each) === name);
  }
  const inner = "arguments" in value ? value.arguments : "expression" in value ? [value.expression] : [];
  if (!Array.isArray(inner)) return undefined;
  for (const each of inner) {
    const found = propertyOf(each, name);
    if (found) return found;
  }
  return undefined;
}

const itemOf = (value: unknown, index: number): unknown =>
  typeof value === "object" && value !== null && "elements" in value && Array.isArray(value.elements)
    ? (value.elements[index] ?? undefined)
    : undefined;
