import { UserError } from "../../model/error.ts";

/** An archive that is not what `docker save` writes. `where` is the entry and the key: `manifest.json: [0].Layers`. */
export function archiveError(where: string, what: string, cause?: unknown): UserError {
  return new UserError(`image archive: ${where}: ${what}`, { code: "failed", cause });
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's own message quotes the text, which may hold a secret: neither it nor the cause goes on.
    throw archiveError(where, cause instanceof SyntaxError ? "is not JSON." : "cannot be read.");
  }
}

export function expectObject(value: unknown, where: string): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw archiveError(where, "is not an object.");
}

export function expectArray(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw archiveError(where, "is not a list.");
}

export function expectString(value: unknown, where: string): string {
  if (typeof value === "string") return value;
  throw archiveError(where, "is not text.");
}

/** Go writes an empty list as null, and leaves it out. */
export function expectStrings(value: unknown, where: string): string[] {
  return expectArray(value ?? [], where).map((item, index) => expectString(item, `${where}[${index}]`));
}

export function expectSize(value: unknown, where: string): number {
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  throw archiveError(where, "is not a number of bytes.");
}

/** `sha256:` and 64 hexadecimal digits; other algorithms are not in use with engines. */
export function expectDigest(value: unknown, where: string): string {
  const digest = expectString(value, where);
  if (/^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw archiveError(where, "is not a digest such as sha256:….");
}
