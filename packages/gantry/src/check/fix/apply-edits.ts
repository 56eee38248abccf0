import type { TextEdit } from "../finding.ts";

export interface AppliedEdits {
  text: string;
  /** How many of the groups are left. */
  skipped: number;
}

/** Carries out groups of edits of one file. A group that overlaps an earlier one is left for the next round; the same group twice is one. */
export function applyEdits(text: string, groups: readonly (readonly TextEdit[])[]): AppliedEdits {
  const chosen: TextEdit[] = [];
  const seen = new Set<string>();
  let skipped = 0;
  for (const group of groups) {
    const key = JSON.stringify(group);
    if (seen.has(key)) continue;
    seen.add(key);
    if (group.some((edit) => chosen.some((other) => overlaps(edit, other)))) skipped += 1;
    else chosen.push(...group);
  }
  let result = text;
  // From the end; of lines for one place the shallowest first, so that deeper ones come to stand before it.
  const order = [...chosen].reverse().sort((a, b) => b.start - a.start || depthOf(a) - depthOf(b));
  for (const { start, end, text: replacement } of order) {
    result = result.slice(0, start) + replacement + result.slice(end);
  }
  return { text: result, skipped };
}

/** Two insertions at one place overlap as well, unless they are lines of which YAML tells where they belong. */
const overlaps = (a: TextEdit, b: TextEdit): boolean =>
  a.file === b.file &&
  (a.start === b.start ? !areApart(insertedEntry(a), insertedEntry(b)) : a.start < b.end && b.start < a.end);

/** The first key of whole lines that are put in, all of which belong to one mapping. */
function insertedEntry({ start, end, text }: TextEdit): { depth: number; key: string } | undefined {
  const match = start === end && text.endsWith("\n") ? /^( *)([\w.-]+):/.exec(text) : null;
  if (!match) return undefined;
  const [, indent = "", key = ""] = match;
  const isInside = text.split(/\r?\n/).every((line) => line === "" || line.startsWith(indent));
  return isInside ? { depth: indent.length, key } : undefined;
}

type Entry = ReturnType<typeof insertedEntry>;

/** Of another mapping, or another key of the same one. */
const areApart = (a: Entry, b: Entry): boolean =>
  a !== undefined && b !== undefined && (a.depth !== b.depth || a.key !== b.key);

const depthOf = (edit: TextEdit): number => insertedEntry(edit)?.depth ?? 0;
