import type { Position } from "../../../model/position.ts";
import { type ScalarNode, scalar } from "../../node.ts";
import { resolveScalar } from "../resolve-scalar.ts";
import { type Cursor, giveUp } from "./cursor.ts";

const doubleQuoted = /"(?:[^"\\\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const singleQuoted = /'(?:[^'\n]|'')*'/y;

/** The text in the quotes that begin here. @throws Uncommon when it goes over several lines, or has an escape that JSON does not have. */
export function readQuoted(cursor: Cursor): string {
  const { text, at } = cursor;
  const isDouble = text[at] === '"';
  const pattern = isDouble ? doubleQuoted : singleQuoted;
  pattern.lastIndex = at;
  const written = pattern.exec(text)?.[0] ?? giveUp();
  cursor.at = at + written.length;
  if (!isDouble) return written.slice(1, -1).replaceAll("''", "'");
  return written.includes("\\") ? String(JSON.parse(written)) : written.slice(1, -1);
}

/** What an unquoted text stands for. */
export function plainScalar(text: string, at: Position, keyAt: Position | undefined): ScalarNode {
  const resolved = resolveScalar(text);
  const node = scalar(resolved.value, { at, keyAt });
  return resolved.text === undefined ? node : { ...node, text: resolved.text };
}

/** A key that is text as it is. */
export const plainKey = (text: string): string => {
  const { value } = resolveScalar(text);
  return typeof value === "string" ? value : giveUp();
};

const anchorName = /[^ ,[\]{}\n]+/y;

/** The name after `&` or `*`. */
export function readAnchorName(cursor: Cursor): string {
  anchorName.lastIndex = cursor.at + 1;
  const name = anchorName.exec(cursor.text)?.[0] ?? giveUp();
  cursor.at += 1 + name.length;
  return name;
}
