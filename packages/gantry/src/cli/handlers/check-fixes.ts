import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { planFixes } from "../../check/fix/plan-fixes.ts";
import type { CheckReport } from "../../check/report/report.ts";
import type { Context } from "../context.ts";

interface ApplyFixesOptions {
  /** False: only shows the changes. */
  write: boolean;
  /** Checks the repository again. */
  run: () => CheckReport;
}

/** One edit may make room for the next; more rounds than this mean that two fixes undo each other. */
const maximumRounds = 10;

/** Writes, or shows as a diff, what fixes change. Returns the report of what is left. */
export async function applyFixes(
  context: Context,
  first: CheckReport,
  { write, run }: ApplyFixesOptions,
): Promise<CheckReport> {
  let report = first;
  const changed = new Set<string>();
  for (let round = 0; round < maximumRounds; round++) {
    const changes = planFixes(report.findings, report.repository);
    if (changes.length === 0) break;
    for (const { file, before, after } of changes) {
      changed.add(file);
      if (write) writeFileSync(join(report.repository.root, file), after);
      else context.print(createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after).replace(/^=+\n/, "").trimEnd());
    }
    if (!write) return report;
    report = run();
  }
  if (write)
    context.note(changed.size === 0 ? "Nothing could be mended mechanically." : `Changed ${[...changed].join(", ")}.`);
  return report;
}
