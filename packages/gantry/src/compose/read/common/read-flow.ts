import type { Position } from "../../../model/position.ts";
import { mapping, type Node, scalar, sequence } from "../../node.ts";
import { mergedEntries } from "../merged-entries.ts";
import { type Cursor, giveUp } from "./cursor.ts";
import { plainKey, plainScalar, readAnchorName, readQuoted } from "./read-scalar.ts";

const flowEnd = /[,[\]{}\n]|:(?=[ ,[\]{}\n]|$)| #/g;

/** The list or mapping in brackets that begins here. Its further lines must stand deeper than `indent`. */
export function readFlow(cursor: Cursor, indent: number, keyAt?: Position): Node {
  return cursor.deeper(() =>
    cursor.text[cursor.at] === "[" ? readSequence(cursor, indent, keyAt) : readMapping(cursor, indent, keyAt),
  );
}

function readSequence(cursor: Cursor, indent: number, keyAt: Position | undefined): Node {
  const at = cursor.position();
  const items: Node[] = [];
  cursor.at += 1;
  for (cursor.skipBlank(indent); cursor.text[cursor.at] !== "]"; ) {
    items.push(readValue(cursor, indent));
    nextEntry(cursor, indent, "]");
  }
  cursor.at += 1;
  return sequence(items, { at, keyAt });
}

function readMapping(cursor: Cursor, indent: number, keyAt: Position | undefined): Node {
  const at = cursor.position();
  const own = new Map<string, Node>();
  let merged: Node | undefined;
  cursor.at += 1;
  for (cursor.skipBlank(indent); cursor.text[cursor.at] !== "}"; ) {
    const ownKeyAt = cursor.position();
    const quoted = isQuote(cursor.text[cursor.at]);
    const written = quoted ? readQuoted(cursor) : readPlain(cursor);
    const name = quoted ? written : plainKey(written);
    cursor.skipSpaces();
    // After a quoted key the value may follow at once.
    if (cursor.text[cursor.at] !== ":" || (!quoted && !/[ \n]/.test(cursor.text[cursor.at + 1] ?? ""))) giveUp();
    cursor.at += 1;
    cursor.skipBlank(indent);
    if (name === "<<" && !quoted) {
      if (merged) giveUp();
      merged = readValue(cursor, indent);
    } else {
      if (own.has(name)) giveUp();
      own.set(name, readValue(cursor, indent, ownKeyAt));
    }
    nextEntry(cursor, indent, "}");
  }
  cursor.at += 1;
  return mapping(merged ? mergedEntries(own, mergeSources(merged)) : own, { at, keyAt });
}

const isQuote = (character: string | undefined): boolean => character === '"' || character === "'";

/** After an entry comes a comma, or the closing bracket. */
function nextEntry(cursor: Cursor, indent: number, close: "]" | "}"): void {
  cursor.skipBlank(indent);
  const character = cursor.text[cursor.at];
  if (character === close) return;
  if (character !== ",") giveUp();
  cursor.at += 1;
  cursor.skipBlank(indent);
}

function readValue(cursor: Cursor, indent: number, keyAt?: Position): Node {
  cursor.count(1);
  const character = cursor.text[cursor.at];
  if (character === "[" || character === "{") return readFlow(cursor, indent, keyAt);
  const at = cursor.position();
  if (isQuote(character)) return scalar(readQuoted(cursor), { at, keyAt });
  if (character === "*") return readAlias(cursor, keyAt);
  return plainScalar(readPlain(cursor), at, keyAt);
}

/** An unquoted text, which ends with its line at the latest. */
function readPlain(cursor: Cursor): string {
  const { text, at } = cursor;
  // Indicators of other things, and dashes and question marks that may be.
  if (/[-?:,[\]{}#&*!|>'"%@`\n]/.test(text[at] ?? "\n") && !/-[\w./]/.test(text.slice(at, at + 2))) giveUp();
  flowEnd.lastIndex = at;
  const end = flowEnd.exec(text)?.index ?? giveUp();
  const plain = text.slice(at, end).trimEnd();
  cursor.at = at + plain.length;
  return plain;
}

/** What an alias stands for. */
export function readAlias(cursor: Cursor, keyAt: Position | undefined): Node {
  const { node, values } = cursor.anchors.get(readAnchorName(cursor)) ?? giveUp();
  cursor.count(values);
  return { ...node, keyAt };
}

/** The mappings that a merge key names. */
export function mergeSources(node: Node): readonly Node[] {
  const sources = node.kind === "sequence" ? node.items : [node];
  return sources.every(({ kind }) => kind === "mapping") ? sources : giveUp();
}
