import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { allRules } from "../rules/all-rules.ts";
import { readRuleCases } from "../testing/read-rule-cases.ts";
import { printRuleIndex, printRulePage } from "./print-rule-page.ts";

const page = (name: string) => fileURLToPath(new URL(`../../../../../docs/rules/${name}`, import.meta.url));

// `npx vitest run --project unit packages/gantry/src/check/report/print-rule-page.test.ts --update` writes the pages anew.
test.each(allRules)("the page of $id in docs/rules is what the rule and its cases say", async (rule) => {
  await expect(printRulePage(rule, readRuleCases(rule))).toMatchFileSnapshot(page(`${rule.id}.md`));
});

test("docs/rules/README.md names every rule", async () => {
  await expect(printRuleIndex(allRules)).toMatchFileSnapshot(page("README.md"));
});

test("no page is left over from a rule that is gone", () => {
  const known = new Set(["README.md", ...allRules.map(({ id }) => `${id}.md`)]);
  expect(readdirSync(page("")).filter((name) => !known.has(name))).toEqual([]);
});
