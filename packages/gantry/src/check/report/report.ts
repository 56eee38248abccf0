import type { Finding, Severity } from "../finding.ts";
import type { Repository } from "../repository/repository.ts";
import type { Rule } from "../rule.ts";

/** What every format prints. */
export interface CheckReport {
  readonly repository: Repository;
  readonly findings: readonly Finding[];
  /** Left out by inline ignores. */
  readonly ignored: number;
  /** Left out because the baseline has them. */
  readonly known: number;
  /** The sets of Compose files, and which of them are production. */
  readonly stacks: readonly {
    readonly files: readonly string[];
    readonly production: boolean;
    readonly reason: string;
  }[];
  /** That was asked for with `-e`. */
  readonly environment: string | undefined;
  /** Metadata of the rules that ran. */
  readonly rules: readonly Rule[];
  /** The images that rules asked about, and the programs that they looked for in them. */
  readonly askedImages: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of Gantry. */
  readonly version: string;
}

export const countBySeverity = (findings: readonly Finding[]): Record<Severity, number> => {
  const counts = { error: 0, warn: 0, info: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
};

/** How each severity is called in sentences. */
export const severityWords: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  error: ["error", "errors"],
  warn: ["warning", "warnings"],
  info: ["note", "notes"],
};

/** `2 errors, 1 warning`; `nothing` when there is none. */
export function describeCounts(findings: readonly Finding[]): string {
  const counts = countBySeverity(findings);
  const parts = (["error", "warn", "info"] as const)
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${severityWords[severity][counts[severity] === 1 ? 0 : 1]}`);
  return parts.length > 0 ? parts.join(", ") : "nothing";
}
