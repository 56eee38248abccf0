import type { Finding, TextEdit } from "../finding.ts";
import type { Repository } from "../repository/repository.ts";
import { applyEdits } from "./apply-edits.ts";

export interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

export interface FixPlan {
  readonly changes: readonly FileChange[];
  /** How many fixes touch the same text as another, and come after it. */
  readonly left: number;
}

/** What `--fix` would write: the fixes of the findings, as far as they do not touch the same text. Suggestions are left to people. */
export function planFixes(findings: readonly Finding[], repository: Repository): FixPlan {
  const byFile = new Map<string, (readonly TextEdit[])[]>();
  for (const { fix } of findings) {
    if (!fix || fix.suggestion || fix.edits.length === 0) continue;
    for (const file of new Set(fix.edits.map((edit) => edit.file))) {
      const groups = byFile.get(file) ?? [];
      groups.push(fix.edits.filter((edit) => edit.file === file));
      byFile.set(file, groups);
    }
  }
  let left = 0;
  const changes = [...byFile].flatMap(([file, groups]) => {
    const before = repository.read(file)?.text;
    if (before === undefined) return [];
    const { text: after, skipped } = applyEdits(before, groups);
    left += skipped;
    return after === before ? [] : [{ file, before, after }];
  });
  return { changes, left };
}
