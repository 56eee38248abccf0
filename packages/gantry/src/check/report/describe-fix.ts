import type { Finding } from "../finding.ts";
import type { Rule } from "../rule.ts";

/** What to do about a finding, in a sentence: its own advice, what its fix does, or what its rule says. Undefined for what is no rule's. */
export const describeFix = ({ advice, fix, rule }: Finding, rules: readonly Rule[]): string | undefined =>
  advice ?? (fix ? `${fix.title}.` : rules.find(({ id }) => id === rule)?.fix);
