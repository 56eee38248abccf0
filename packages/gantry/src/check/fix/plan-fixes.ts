import type { Finding, TextEdit } from "../finding.ts";
import type { Repository } from "../repository/repository.ts";
import { applyEdits } from "./apply-edits.ts";

export interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** What `--fix` would write: the fixes of the findings, as far as they do not touch the same text. Suggestions are left to people. */
export function planFixes(findings: readonly Finding[], repository: Repository): FileChange[] {
  const byFile = new Map<string, (readonly TextEdit[])[]>();
  for (const { fix } of findings) {
    if (!fix || fix.suggestion || fix.edits.length === 0) continue;
    for (const file of new Set(fix.edits.map((edit) => edit.file))) {
      const groups = byFile.get(file) ?? [];
      groups.push(fix.edits.filter((edit) => edit.file === file));
      byFile.set(file, groups);
    }
  }
  return [...byFile].flatMap(([file, groups]) => {
    const before = repository.read(file)?.text;
    if (before === undefined) return [];
    const { text: after } = applyEdits(before, groups);
    return after === before ? [] : [{ file, before, after }];
  });
}
