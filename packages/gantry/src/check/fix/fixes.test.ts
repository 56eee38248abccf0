import { createTwoFilesPatch } from "diff";
import { expect, test } from "vitest";
import type { Rule } from "../rule.ts";
import { allRules } from "../rules/all-rules.ts";
import { runCheck } from "../run-check.ts";
import { type CaseRepository, writeRepository } from "../testing/case-repository.ts";
import { differingPaths } from "../testing/differing-paths.ts";
import { readRuleCases } from "../testing/read-rule-cases.ts";
import { planFixes } from "./plan-fixes.ts";

const mending = allRules
  .filter(({ autofix }) => autofix === "yes")
  .flatMap((rule) => readRuleCases(rule).map((each) => ({ rule, id: rule.id, ...each })))
  .filter(({ expected }) => expected.length > 0);

/** The merged models of all stacks, by their files. */
const modelsOf = (repository: CaseRepository): Readonly<Record<string, unknown>> =>
  Object.fromEntries(repository.facts().stacks.map(({ files, model }) => [files.join(" + "), model]));

const changesOf = (rule: Rule, repository: CaseRepository, environment: string | undefined) => {
  const facts = repository.facts({ environment });
  const { findings } = runCheck(facts, { rules: [rule], known: allRules });
  return { findings, changes: planFixes(findings, facts.repository).changes };
};

const comments = (text: string): string[] => text.match(/(^|\s)#.*$/gm)?.map((each) => each.trim()) ?? [];

test.each(mending)("the fix of $id is small: $title", ({ rule, files, environment }) => {
  using repository = writeRepository(files);
  const before = modelsOf(repository);
  const { findings, changes } = changesOf(rule, repository, environment);
  for (const { file, before: old, after } of changes) {
    // A file is changed that a finding is about, or that its fix names; nothing else in it moves.
    expect(findings.some(({ fix }) => fix?.edits.some((edit) => edit.file === file))).toBe(true);
    const patch = createTwoFilesPatch(file, file, old, after, "", "", { context: 0 });
    const removed = patch.split("\n").filter((line) => /^-(?!--)/.test(line)).length;
    const edited = findings.flatMap(({ fix }) => fix?.edits.filter((edit) => edit.file === file) ?? []);
    const touched = edited.reduce((sum, { start, end }) => sum + old.slice(start, end).split("\n").length, 0);
    expect(removed).toBeLessThanOrEqual(touched);
    const untouched = comments(old).filter(
      (text) => !edited.some(({ start, end }) => old.slice(start, end).includes(text)),
    );
    for (const text of untouched) expect(comments(after)).toContain(text);
    repository.write(file, after);
  }
  const differing = differingPaths(before, modelsOf(repository));
  expect(differing.filter((path) => !(rule.touches ?? []).some((pattern) => isBelow(path, pattern)))).toEqual([]);
});

test.each(mending.filter(({ rule }) => rule.touches))(
  "what $id says that its fix changes, a case does change",
  ({ rule }) => {
    const changed = readRuleCases(rule).flatMap(({ files, environment }) => {
      using repository = writeRepository(files);
      const before = modelsOf(repository);
      for (const { file, after } of changesOf(rule, repository, environment).changes) repository.write(file, after);
      return differingPaths(before, modelsOf(repository));
    });
    for (const pattern of rule.touches ?? [])
      expect(
        changed.some((path) => isBelow(path, pattern)),
        pattern,
      ).toBe(true);
  },
);

/** Whether a path is the pattern's, or below it; `*` is any name. */
const isBelow = (path: readonly string[], pattern: string): boolean =>
  pattern.split(".").every((part, index) => (part === "*" ? path[index] !== undefined : part === path[index]));

test.each(mending)("applied again, the fix of $id changes nothing: $title", ({ rule, files, environment }) => {
  using repository = writeRepository(files);
  for (let round = 0; round < 5; round++) {
    for (const { file, after } of changesOf(rule, repository, environment).changes) repository.write(file, after);
  }
  const { findings, changes } = changesOf(rule, repository, environment);
  expect(changes).toEqual([]);
  expect(findings.filter(({ fix }) => fix && !fix.suggestion && fix.edits.length > 0)).toEqual([]);
  // What was written can still be read.
  expect([...repository.facts().parseProblems()]).toEqual(problemsOf(files));
});

function problemsOf(files: ReadonlyMap<string, string>) {
  using repository = writeRepository(files);
  return [...repository.facts().parseProblems()];
}
