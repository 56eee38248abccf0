import type { Facts } from "./facts/facts.ts";
import type { Report, Severity } from "./finding.ts";

export const groups = [
  "image",
  "compose",
  "network",
  "health",
  "data",
  "backup",
  "env",
  "deploy",
  "proxy",
  "host",
] as const;

export type Group = (typeof groups)[number];

export interface Rule {
  /** Stable: ignores and baselines name it. */
  readonly id: string;
  readonly group: Group;
  readonly severity: Severity;
  /** One line: what must be so. */
  readonly summary: string;
  /** What happens otherwise, with the mechanism. A paragraph. */
  readonly why: string;
  /** How to mend it. A sentence or two. */
  readonly fix: string;
  /** Official documentation or source. */
  readonly links: readonly string[];
  /** The version of Gantry that has it first. */
  readonly since: string;
  /** `yes`: `--fix` mends it. `suggest`: an edit is shown. `no`: only a person can. */
  readonly autofix: "yes" | "suggest" | "no";
  /** What `--fix` may change in the Compose model: `services.*.ports`, with all below it. Default: nothing, it changes other files. */
  readonly touches?: readonly string[];
  /** Yields what it finds. Pure: everything it may know is in the facts. */
  check(facts: Facts): Iterable<Report>;
}

/** @example export const rule = defineRule({ id: "health-tool-missing", …, *check(facts) { … } }); */
export const defineRule = (rule: Rule): Rule => rule;
