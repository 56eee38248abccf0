import type { Shape } from "../../compose/schema/shape.ts";
import type { ModelPath } from "../../model/position.ts";
import { isMapping } from "../options/checks.ts";
import { type Part, Reference } from "../reference.ts";
import { shapeWithin } from "./shape-within.ts";

export interface FoundReference {
  /** From the value that was searched. */
  path: ModelPath;
  reference: Reference;
}

/** Every reference within a value. */
export function findReferences(value: unknown, path: ModelPath = []): FoundReference[] {
  if (value instanceof Reference) return [{ path, reference: value }];
  if (Array.isArray(value)) return value.flatMap((entry, index) => findReferences(entry, [...path, index]));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) => findReferences(entry, [...path, key]));
}

/** What the texts of a value become. */
export interface TextReplacement {
  /** @param shape of its place in a Compose document, where it has one */
  reference(reference: Reference, shape: Shape | undefined): string;
  literal(text: string): string;
}

/**
 * The same value with each reference replaced, and each other text passed through `literal`. Keys stay as they are.
 *
 * @param shape of the value, in a Compose document
 */
export function mapTexts(value: unknown, replace: TextReplacement, shape?: Shape): unknown {
  if (value instanceof Reference) return replace.reference(value, shape);
  if (typeof value === "string") return replace.literal(value);
  if (Array.isArray(value)) return value.map((entry) => mapTexts(entry, replace, shapeWithin(shape, value, entry)));
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).map(([key, entry]) => [
    key,
    mapTexts(entry, replace, shapeWithin(shape, value, entry, key)),
  ]);
  return Object.fromEntries(entries);
}

/** The parts of a reference, those within others too. */
export function flatParts(parts: readonly Part[]): Part[] {
  return parts.flatMap((part) => (part.type === "encoded" ? flatParts(part.parts) : [part]));
}
