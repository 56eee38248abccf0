import { isDeepStrictEqual } from "node:util";

/** Deep equality, where what is absent, null, zero, false or empty is all the same nothing. */
export function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(emptyToNothing(a), emptyToNothing(b));
}

export function emptyToNothing(value: unknown): unknown {
  if (value === null || value === "" || value === 0 || value === false) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(emptyToNothing);
  if (typeof value !== "object") return value;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, emptyToNothing(inner)] as const)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
