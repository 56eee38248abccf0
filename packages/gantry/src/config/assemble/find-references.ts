import type { ModelPath } from "../../model/position.ts";
import { isMapping } from "../options/checks.ts";
import { type Part, Reference } from "../reference.ts";

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

/** The same value with each reference replaced, and each other text passed through `literal`. Keys stay as they are. */
export function mapTexts(
  value: unknown,
  replace: { reference: (reference: Reference) => string; literal: (text: string) => string },
): unknown {
  if (value instanceof Reference) return replace.reference(value);
  if (typeof value === "string") return replace.literal(value);
  if (Array.isArray(value)) return value.map((entry) => mapTexts(entry, replace));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapTexts(entry, replace)]));
}

/** The parts of a reference, those within others too. */
export function flatParts(parts: readonly Part[]): Part[] {
  return parts.flatMap((part) => (part.type === "encoded" ? flatParts(part.parts) : [part]));
}
