import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { planFixes } from "../../check/fix/plan-fixes.ts";
import type { CheckReport } from "../../check/report/report.ts";
import type { Context } from "../context.ts";
import { writeOutput } from "./write-output.ts";

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
    const { changes, left } = planFixes(report.findings, report.repository);
    if (changes.length === 0) break;
    for (const { file, before, after } of changes) {
      changed.add(file);
      if (write) writeOutput(join(report.repository.root, file), after, "--fix");
      else context.print(createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after).replace(/^=+\n/, "").trimEnd());
    }
    if (!write) {
      if (left > 0) context.note(`Fixes that touch the same lines come after these: ${left} more.`);
      return report;
    }
    report = run();
  }
  if (write)
    context.note(changed.size === 0 ? "Nothing could be mended mechanically." : `Changed ${[...changed].join(", ")}.`);
  return report;
}
