import { createHash } from "node:crypto";

/** SHA-256 of a value's canonical JSON: keys sorted, what is undefined left out. */
export function canonicalHash(value: unknown): string {
  return sha256(JSON.stringify(canonical(value)) ?? "");
}

export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
}
