import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { checkRepository } from "../check-repository.ts";
import { allRules } from "../rules/all-rules.ts";
import { writeRepository } from "../testing/case-repository.ts";
import { readRuleCases } from "../testing/read-rule-cases.ts";
import { readSarif } from "../testing/sarif-schema.ts";
import { printGithub } from "./print-github.ts";
import { toJson } from "./print-json.ts";
import { printJunit } from "./print-junit.ts";
import { printMarkdown } from "./print-markdown.ts";
import { toSarif } from "./print-sarif.ts";
import type { CheckReport } from "./report.ts";

/** A stack with a finding that has a related place and a fix, in a folder whose name needs escaping. */
const files = new Map([
  [
    "a b, c/compose.yaml",
    `services:
  web:
    image: node:22-alpine
    healthcheck:
      test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://localhost:3000/?a=1&b=<2>"]
    depends_on:
      - databse
`,
  ],
]);

function report<T>(print: (made: CheckReport) => T): T {
  using repository = writeRepository(files);
  return print(checkRepository({ root: repository.root, version: "1.2.3", today: "2026-11-21" }));
}

test.each(allRules)("the findings of $id are SARIF as its schema has it", (rule) => {
  const firing = readRuleCases(rule).filter(({ expected }) => expected.length > 0);
  for (const { files, environment } of firing) {
    using repository = writeRepository(files);
    const options = { root: repository.root, rules: [rule.id], environment, version: "1.2.3", today: "2026-11-21" };
    const { runs } = readSarif(toSarif(checkRepository(options)));
    const own = runs[0]?.results.filter(({ ruleId }) => ruleId === rule.id) ?? [];
    expect(own.length).toBeGreaterThan(0);
    for (const { ruleIndex } of own) expect(runs[0]?.tool.driver.rules[ruleIndex ?? -1]?.id).toBe(rule.id);
  }
});

test("a report that is no SARIF is refused", () => {
  const log = report(toSarif);
  expect(() => readSarif({ ...log, version: "2.0.0" })).toThrow("version");
  expect(() => readSarif({ ...log, findings: [] })).toThrow("additional");
});

test("SARIF has related places, fixes, and paths as URIs", () => {
  const { runs } = readSarif(report(toSarif));
  const results = runs[0]?.results ?? [];
  expect(results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe("a%20b%2C%20c/compose.yaml");
  expect(results.some(({ fixes }) => fixes !== undefined)).toBe(true);
});

test("the commands for GitHub are one a line, with their properties escaped", () => {
  const lines = report(printGithub).split("\n");
  const commands = lines.filter((line) => line.startsWith("::"));
  expect(commands.length).toBe(lines.length);
  for (const line of lines) {
    expect(line).toMatch(
      /^::(error|warning|notice) file=a b%2C c\/compose\.yaml,line=\d+,endLine=\d+,(col=\d+,endColumn=\d+,)?title=[\w-]+::\S/,
    );
  }
});

test("code scanning and annotations take paths from the top of the git repository", () => {
  using repository = writeRepository(new Map([[".git/HEAD", "ref: refs/heads/main\n"]]));
  for (const [path, text] of files) repository.write(`services/${path}`, text);
  const made = checkRepository({ root: `${repository.root}/services`, version: "1.2.3", today: "2026-11-21" });
  const { runs } = readSarif(toSarif(made));
  const uri = runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri;
  expect(uri).toBe("services/a%20b%2C%20c/compose.yaml");
  expect(printGithub(made)).toMatch(/ file=services\/a b%2C c\/compose\.yaml,/);
  expect(made.findings[0]?.at.file).toBe("a b, c/compose.yaml");
});

test("every report for people says how this finding is mended", () => {
  const { title } = report(({ findings }) => findings.flatMap(({ fix }) => fix ?? []))[0] ?? { title: "" };
  expect(title).not.toBe("");
  for (const print of [printGithub, printJunit, printMarkdown]) expect(report(print)).toContain(`${title}.`);
});

test("the report for JUnit has a failing test for each error and warning, and is XML", () => {
  const xml = report(printJunit);
  const findings = report(({ findings }) => findings.filter(({ severity }) => severity !== "info").length);
  expect(xml.match(/<failure /g)).toHaveLength(findings);
  expect(xml).toContain(`failures="${findings}"`);
  expect(xml.replace(/<\?[^>]*\?>|<\/?[a-z-]+( [a-z]+="[^"<>]*")*\/?>/g, "")).not.toMatch(
    /[<>]|&(?!(lt|gt|amp|quot);)/,
  );
});

test("the report in Markdown has a row for each finding, and no tag in it", () => {
  const rows = report(printMarkdown)
    .split("\n")
    .filter((line) => /^\| \d+ \|/.test(line));
  expect(rows).toHaveLength(report(({ findings }) => findings.length));
  for (const row of rows) {
    expect(row.split(/(?<!\\)\|/)).toHaveLength(6);
    expect(row.replaceAll("<br>", "")).not.toContain("<");
  }
});

test("the report in JSON has every finding with its end, and can be read as YAML too", () => {
  const text = JSON.stringify(report(toJson));
  expect(parseDocument(text).errors).toEqual([]);
  const { findings } = JSON.parse(text);
  expect(findings.length).toBeGreaterThan(2);
  for (const { at } of findings) expect(at.endColumn).toBeGreaterThan(0);
});
