import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Rule } from "../rule.ts";
import { parseRuleCases, type RuleCase } from "./parse-rule-cases.ts";

/** The cases that stand beside a rule; none when the file is not there. */
export function readRuleCases({ id, group }: Rule): RuleCase[] {
  const file = fileURLToPath(new URL(`../rules/${group}/${id}.cases`, import.meta.url));
  return existsSync(file) ? parseRuleCases(id, readFileSync(file, "utf8")) : [];
}
