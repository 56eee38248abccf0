import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What git tracks, as its index says; undefined when the folder is not the root of a work tree, or the index is of an unknown kind. */
export function readGitIndex(root: string): ReadonlySet<string> | undefined {
  try {
    const path = join(root, ".git", "index");
    return statSync(path).isFile() ? parseGitIndex(readFileSync(path)) : undefined;
  } catch (error) {
    if (error instanceof Error && ("code" in error || error instanceof RangeError)) return undefined;
    throw error;
  }
}

/** The stat fields and the object's name. */
const fixedLength = 60;

/** @see https://git-scm.com/docs/index-format */
function parseGitIndex(index: Buffer): ReadonlySet<string> | undefined {
  const version = index.readUInt32BE(4);
  if (index.toString("latin1", 0, 4) !== "DIRC" || version < 2 || version > 4) return undefined;
  const paths = new Set<string>();
  let offset = 12;
  let previous = "";
  for (let remaining = index.readUInt32BE(8); remaining > 0; remaining--) {
    const start = offset;
    const isExtended = (index.readUInt16BE(offset + fixedLength) & 0x4000) !== 0;
    offset += fixedLength + (isExtended ? 4 : 2);
    let kept = "";
    if (version === 4) {
      const { value, next } = readOffset(index, offset);
      kept = previous.slice(0, previous.length - value);
      offset = next;
    }
    const end = index.indexOf(0, offset);
    if (end < 0) return undefined;
    // Compressed names count bytes, which latin1 keeps.
    previous = kept + index.toString("latin1", offset, end);
    paths.add(Buffer.from(previous, "latin1").toString("utf8"));
    offset = version === 4 ? end + 1 : start + Math.ceil((end + 1 - start) / 8) * 8;
  }
  return paths;
}

/** The number that a name is shortened by, in the encoding of pack offsets. */
function readOffset(index: Buffer, from: number): { value: number; next: number } {
  let next = from;
  let byte = index.readUInt8(next++);
  let value = byte & 0x7f;
  while (byte & 0x80) {
    byte = index.readUInt8(next++);
    value = ((value + 1) << 7) | (byte & 0x7f);
  }
  return { value, next };
}
