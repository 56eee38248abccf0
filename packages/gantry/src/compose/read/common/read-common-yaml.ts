import type { Position } from "../../../model/position.ts";
import { mapping, type Node, scalar, sequence } from "../../node.ts";
import { mergedEntries } from "../merged-entries.ts";
import { Cursor, giveUp, Uncommon } from "./cursor.ts";
import { readBlockText } from "./read-block-text.ts";
import { mergeSources, readAlias, readFlow } from "./read-flow.ts";
import { plainKey, plainScalar, readAnchorName, readQuoted } from "./read-scalar.ts";

/** Characters of a text that is read here. What is longer may have more values than the limits allow, which the library counts. */
const maximumLength = 60_000;

/**
 * Reads what nearly every Compose file and workflow is made of: one document of block and flow collections, texts on one line or in blocks,
 * anchors of values, aliases, merge keys. It takes about a tenth of the library's time.
 *
 * @returns Undefined for a text with anything else in it, and for one with anything wrong in it: the library reads that, and says what it is.
 */
export function readCommonYaml(text: string, file: string): Node[] | undefined {
  if (text.length > maximumLength || uncommonCharacter.test(text)) return undefined;
  try {
    const cursor = new Cursor(text, file);
    skipStart(cursor);
    cursor.nextContent();
    if (cursor.content < 0) return [];
    const document = readBlock(cursor, -1);
    return cursor.content < 0 ? [document] : undefined;
  } catch (error) {
    if (error instanceof Uncommon) return undefined;
    throw error;
  }
}

/** Tabs, carriage returns and other control characters, and a byte order mark. */
const uncommonCharacter = /[^\P{Cc}\n]|\uFEFF/u;

/** A first line `---`, comments before it. */
function skipStart(cursor: Cursor): void {
  const start = /^(?:(?:#[^\n]*)?\n)*---[ ]*\n/.exec(cursor.text)?.[0];
  if (start !== undefined) cursor.goTo(start.length, start.split("\n").length - 1);
}

/** The value whose content begins here, on a line of its own or after a dash. */
function readBlock(cursor: Cursor, indent: number, keyAt?: Position): Node {
  const column = cursor.content;
  cursor.count(1);
  if (isDash(cursor)) return cursor.deeper(() => readSequence(cursor, column, keyAt));
  if (findKeyEnd(cursor) !== undefined) return cursor.deeper(() => readMapping(cursor, column, keyAt));
  return readInline(cursor, indent, keyAt);
}

const isDash = (cursor: Cursor): boolean => {
  if (cursor.code() !== 45) return false;
  const next = cursor.code(1);
  return next === 32 || next === 10 || Number.isNaN(next);
};

function readSequence(cursor: Cursor, column: number, keyAt: Position | undefined): Node {
  const at = cursor.position();
  const items: Node[] = [];
  while (cursor.content === column && isDash(cursor)) {
    cursor.at += 1;
    cursor.skipSpaces();
    items.push(readItem(cursor, column));
  }
  if (cursor.content > column) giveUp();
  return sequence(items, { at, keyAt });
}

function readItem(cursor: Cursor, column: number): Node {
  if (!cursor.isLineDone()) {
    cursor.content = cursor.column;
    // An anchor would be the mapping's or its first key's.
    if (cursor.code() === 38) return readAnchored(cursor, column);
    return readBlock(cursor, column);
  }
  cursor.endLine();
  return cursor.content > column ? readBlock(cursor, column) : giveUp();
}

function readMapping(cursor: Cursor, column: number, keyAt: Position | undefined): Node {
  const at = cursor.position();
  const own = new Map<string, Node>();
  let merged: Node | undefined;
  while (cursor.content === column) {
    const ownKeyAt = cursor.position();
    const { name, isMerge } = readKey(cursor);
    if (isMerge) {
      if (merged) giveUp();
      merged = readEntry(cursor, column, undefined);
    } else {
      if (own.has(name)) giveUp();
      own.set(name, readEntry(cursor, column, ownKeyAt));
    }
  }
  if (cursor.content > column) giveUp();
  return mapping(merged ? mergedEntries(own, mergeSources(merged)) : own, { at, keyAt });
}

/** The offset of the colon after the key that begins here; undefined when there is none on this line. */
function findKeyEnd(cursor: Cursor): number | undefined {
  const { text, at } = cursor;
  const pattern = /^["']/.test(text[at] ?? "") ? quotedKey : plainKeyPattern;
  pattern.lastIndex = at;
  const found = pattern.exec(text)?.[0];
  return found === undefined || found.length > maximumKey ? undefined : at + found.length;
}

const maximumKey = 1000;
const quotedKey = /(?:"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\n]|'')*') *(?=:(?:[ \n]|$))/y;
/** The first character is no indicator; a colon within is no key's end. */
const plainKeyPattern =
  /(?:[^-?:,[\]{}#&*!|>'"%@`\s]|-(?=[^\s]))(?:[^:\s]|:(?![ \n]|$)| +(?![ #:\n]|$))*(?: *(?=:(?:[ \n]|$)))/y;

function readKey(cursor: Cursor): { name: string; isMerge: boolean } {
  const end = findKeyEnd(cursor) ?? giveUp();
  const quoted = cursor.code() === 34 || cursor.code() === 39;
  const name = quoted ? readQuoted(cursor) : plainKey(cursor.text.slice(cursor.at, end).trimEnd());
  cursor.at = end + 1;
  cursor.skipSpaces();
  return { name, isMerge: name === "<<" && !quoted };
}

/** The value of a mapping's key, on its line or on the next ones. */
function readEntry(cursor: Cursor, column: number, keyAt: Position | undefined): Node {
  cursor.count(1);
  if (cursor.isLineDone()) {
    cursor.endLine();
    return readNested(cursor, column, keyAt) ?? scalar(null, { keyAt });
  }
  if (cursor.code() === 38) return readAnchored(cursor, column, keyAt, true);
  return readInline(cursor, column, keyAt);
}

/** What stands deeper on the next lines; a list may begin right below its key. */
function readNested(cursor: Cursor, column: number, keyAt: Position | undefined): Node | undefined {
  if (cursor.content > column) return readBlock(cursor, column, keyAt);
  if (cursor.content === column && isDash(cursor)) return cursor.deeper(() => readSequence(cursor, column, keyAt));
  return undefined;
}

/** A value with an anchor. */
function readAnchored(cursor: Cursor, column: number, keyAt?: Position, isEntry = false): Node {
  const before = cursor.values;
  const name = readAnchorName(cursor);
  cursor.skipSpaces();
  if (cursor.anchors.has(name)) giveUp();
  let node: Node;
  if (cursor.isLineDone()) {
    cursor.endLine();
    // Below a dash, a list of the same depth is the outer one going on.
    if (!isEntry && cursor.content <= column) giveUp();
    node = readNested(cursor, column, keyAt) ?? giveUp();
  } else {
    if (!isEntry && (isDash(cursor) || findKeyEnd(cursor) !== undefined)) giveUp();
    if (cursor.code() === 42) giveUp();
    node = readInline(cursor, column, keyAt);
  }
  if (cursor.anchors.has(name)) giveUp();
  cursor.anchors.set(name, { node, values: cursor.values - before + 1 });
  return node;
}

/** A value that begins on this line and is no block collection. */
function readInline(cursor: Cursor, indent: number, keyAt: Position | undefined): Node {
  const at = cursor.position();
  const character = cursor.text[cursor.at] ?? "";
  switch (character) {
    case "|":
    case ">":
      return scalar(readBlockText(cursor, indent), { at, keyAt });
    case "[":
    case "{":
      return ended(cursor, readFlow(cursor, indent, keyAt));
    case "*":
      return ended(cursor, readAlias(cursor, keyAt));
    case '"':
    case "'":
      return ended(cursor, scalar(readQuoted(cursor), { at, keyAt }));
    default: {
      const node = ended(cursor, plainScalar(readPlainLine(cursor), at, keyAt));
      // A text that goes on on the next line.
      return cursor.content > indent ? giveUp() : node;
    }
  }
}

/** The node, after which its line ends. */
function ended(cursor: Cursor, node: Node): Node {
  cursor.endLine();
  return node;
}

const plainStart = /[^-?:,[\]{}#&*!|>'"%@`\s]|[-?:](?=\S)/y;
const plainEnd = /\n| #|:(?=[ \n]|$)/g;

function readPlainLine(cursor: Cursor): string {
  const { text, at } = cursor;
  plainStart.lastIndex = at;
  if (!plainStart.test(text)) giveUp();
  plainEnd.lastIndex = at;
  const found = plainEnd.exec(text);
  if (found?.[0] === ":") giveUp();
  const plain = text.slice(at, found?.index ?? text.length).trimEnd();
  cursor.at = at + plain.length;
  return plain;
}
