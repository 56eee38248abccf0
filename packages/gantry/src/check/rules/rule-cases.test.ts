import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Finding } from "../finding.ts";
import { planFixes } from "../fix/plan-fixes.ts";
import type { Rule } from "../rule.ts";
import { runCheck } from "../run-check.ts";
import { type CaseRepository, writeRepository } from "../testing/case-repository.ts";
import { readRuleCases } from "../testing/read-rule-cases.ts";
import { allRules } from "./all-rules.ts";

const run = (rule: Rule, repository: CaseRepository, environment: string | undefined): Finding[] =>
  runCheck(repository.facts({ environment }), { rules: [rule], known: allRules }).findings;

/** `compose.yaml:5`, with the severity where it is not the rule's own; findings of other kinds with their name. */
const show = (finding: Finding, rule: Rule): string => {
  const place = `${finding.at.file}:${finding.at.line}`;
  if (finding.rule !== rule.id) return `${place} (${finding.rule}: ${finding.message})`;
  return finding.severity === rule.severity ? place : `${place} ${finding.severity}`;
};

/** Applies fixes until there are none left, as a user would by running `--fix` again. */
function fixAll(rule: Rule, repository: CaseRepository, environment: string | undefined): void {
  for (let round = 0; round < 5; round++) {
    const facts = repository.facts({ environment });
    const { findings } = runCheck(facts, { rules: [rule], known: allRules });
    const { changes } = planFixes(findings, facts.repository);
    if (changes.length === 0) return;
    for (const { file, after } of changes) repository.write(file, after);
  }
  throw new Error(`${rule.id}: its fix brings up a new finding each time`);
}

describe.each(allRules)("$id", (rule) => {
  const cases = readRuleCases(rule);

  test("has a page's worth of metadata", () => {
    expect(rule.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/);
    expect(rule.summary).toMatch(/^[A-Z].*[^.]$/);
    for (const text of [rule.why, rule.fix]) expect(text).toMatch(/^\S[\s\S]*\.$/);
    for (const link of rule.links) expect(link).toMatch(/^https:\/\//);
  });

  test("has at least two cases in which it fires and two near misses", () => {
    expect(cases.filter(({ expected }) => expected.length > 0).length).toBeGreaterThanOrEqual(2);
    expect(cases.filter(({ expected }) => expected.length === 0).length).toBeGreaterThanOrEqual(2);
  });

  test.each(cases)("$title", (ruleCase) => {
    const { files, expected, fixed, environment } = ruleCase;
    using repository = writeRepository(files);
    const findings = run(rule, repository, environment);
    expect(findings.map((finding) => show(finding, rule)).sort()).toEqual([...expected].sort());
    for (const { message } of findings) expect(message).toMatch(/^[A-Z"`].*[.?]$/s);
    if (expected.length === 0) return;
    const mends = findings.filter(({ fix }) => fix && !fix.suggestion && fix.edits.length > 0);
    fixAll(rule, repository, environment);
    const after = run(rule, repository, environment);
    // What has a fix is gone after it, and nothing new has come.
    expect(after.length).toBeLessThanOrEqual(findings.length - (mends.length > 0 ? 1 : 0));
    expect(after.filter(({ fix }) => fix && !fix.suggestion && fix.edits.length > 0)).toEqual([]);
    for (const [file, text] of fixed) expect(readFileSync(join(repository.root, file), "utf8")).toBe(text);
  });
});
