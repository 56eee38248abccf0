import type { TextEdit } from "../finding.ts";

/** Edits by file, in their order. */
export function groupEdits(edits: readonly TextEdit[]): { file: string; edits: TextEdit[] }[] {
  const groups = new Map<string, TextEdit[]>();
  for (const edit of edits) groups.set(edit.file, [...(groups.get(edit.file) ?? []), edit]);
  return [...groups].map(([file, own]) => ({ file, edits: own }));
}
