import type { TextEdit } from "../finding.ts";

export interface AppliedEdits {
  text: string;
  /** How many of the groups were carried out. */
  applied: number;
}

/** Carries out groups of edits of one file. A group that overlaps an earlier one is left for the next run; the same group twice is one. */
export function applyEdits(text: string, groups: readonly (readonly TextEdit[])[]): AppliedEdits {
  const chosen: TextEdit[] = [];
  const seen = new Set<string>();
  let applied = 0;
  for (const group of groups) {
    const key = JSON.stringify(group);
    if (seen.has(key)) continue;
    if (group.some((edit) => chosen.some((other) => overlaps(edit, other)))) continue;
    seen.add(key);
    chosen.push(...group);
    applied += 1;
  }
  let result = text;
  for (const { start, end, text: replacement } of chosen.sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + replacement + result.slice(end);
  }
  return { text: result, applied };
}

/** Two insertions at one place overlap as well: their order is nobody's to guess. */
const overlaps = (a: TextEdit, b: TextEdit): boolean =>
  a.file === b.file && (a.start === b.start || (a.start < b.end && b.start < a.end));
