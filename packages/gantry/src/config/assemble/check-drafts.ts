import type { Issue } from "../../model/error.ts";
import { formatPath } from "../../model/position.ts";
import { nearest } from "../../model/suggest.ts";
import type { Site } from "./site.ts";

/** What shows only once the presets have written their services. */
export function checkDrafts(sites: readonly Site[], known: ReadonlySet<string>, issues: Issue[]): void {
  for (const { key, path, draft } of sites) {
    if (draft.service["ports"] !== undefined && !draft.egress) {
      const message = `${formatPath([...path, "ports"])}: the engine publishes no ports of a service without a way out.`;
      issues.push({ message, fix: 'Leave "egress: false" away, or the ports.' });
    }
    for (const target of Object.keys(draft.dependsOn ?? {})) {
      if (known.has(target) && target !== key) continue;
      const guess = nearest(target, known);
      const message = `${formatPath([...path, "dependsOn", target])}: ${target === key ? "is the service itself" : "no such service"}.`;
      issues.push({ message, ...(guess && target !== key ? { fix: `Did you mean "${guess}"?` } : {}) });
    }
  }
}
