import { completePlace } from "../complete-place.ts";
import type { Place } from "../place.ts";
import { type CheckReport, countBySeverity } from "./report.ts";

/** The report as data. The shape is described in docs/json.md under `check`. */
export function toJson(report: CheckReport): Record<string, unknown> {
  const { findings, repository, stacks, ignored, known } = report;
  const complete = (place: Place) => {
    const source = repository.read(place.file);
    return source ? completePlace(place, source) : place;
  };
  return {
    version: 1,
    counts: countBySeverity(findings),
    ignored,
    baseline: known,
    stacks: stacks.map(({ files, production, reason }) => ({ files, production, reason })),
    findings: findings.map(({ rule, severity, message, at, related, fix, advice }) => ({
      rule,
      severity,
      message,
      at: complete(at),
      related: related.map((other) => ({ message: other.message, at: complete(other.at) })),
      ...(advice !== undefined && { advice }),
      ...(fix && { fix: { title: fix.title, suggestion: fix.suggestion === true, edits: fix.edits } }),
    })),
  };
}
