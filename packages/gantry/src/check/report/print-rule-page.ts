import { extname, posix } from "node:path";
import type { Rule } from "../rule.ts";
import type { RuleCase } from "../testing/parse-rule-cases.ts";
import { severityWords } from "./report.ts";

const mending = {
  yes: "`gantry check --fix` does it.",
  suggest: "The report shows how; a person has to decide.",
  no: "Only a person can do it.",
};

/** The page of a rule: what it says, why, an example that it finds and one that it does not, and what it leaves alone. */
export function printRulePage(rule: Rule, cases: readonly RuleCase[]): string {
  const { id, severity, group, summary, why, fix, links, since, autofix } = rule;
  const found = cases.find(({ expected }) => expected.length > 0);
  const misses = cases.filter(({ expected }) => expected.length === 0);
  return [
    "<!-- Written by print-rule-page.test.ts from the rule and its cases. -->",
    `# ${id}`,
    "",
    `${summary}.`,
    "",
    `${capitalise(severityWords[severity][0])} · group \`${group}\` · since ${since}`,
    "",
    "## Why",
    "",
    escapeMarkdown(why),
    "",
    ...(found ? printFound(rule, found) : []),
    ...printFine(found, misses[0]),
    "## How to mend it",
    "",
    `${escapeMarkdown(fix)} ${mending[autofix]}`,
    "",
    "## What it leaves alone",
    "",
    "What is not known is never told. Besides:",
    "",
    ...misses.map(({ title }) => `- ${escapeMarkdown(title)}`),
    "",
    "In one place, with the reason, by a comment:",
    "",
    "```text",
    `# gantry-ignore ${id}: the reason`,
    "```",
    "",
    "## Links",
    "",
    ...links.map((link) => `- <${link}>`),
    "",
  ].join("\n");
}

function printFound({ severity, id }: Rule, { title, expected, files }: RuleCase): string[] {
  const places = expected.map((each) => {
    const [place = "", own] = each.split(" ");
    return `\`${place}\`${own === undefined || own === severity ? "" : ` (${own})`}`;
  });
  return [
    "## What it finds",
    "",
    `${capitalise(escapeMarkdown(title))}: \`${id}\` reports ${places.join(", ")}.`,
    "",
    ...printFiles(files),
  ];
}

/** The same files after `--fix`, or else the first case in which nothing is found. */
function printFine(found: RuleCase | undefined, miss: RuleCase | undefined): string[] {
  if (found && found.fixed.size > 0) return ["## After `--fix`", "", ...printFiles(found.fixed)];
  if (!miss) return [];
  return ["## What is fine", "", `${capitalise(escapeMarkdown(miss.title))}.`, "", ...printFiles(miss.files)];
}

const printFiles = (files: ReadonlyMap<string, string>): string[] =>
  [...files].flatMap(([path, text]) => {
    const fence = text.includes("```") ? "````" : "```";
    return [`\`${path}\`:`, "", `${fence}${languageOf(path)}`, text.trimEnd(), fence, ""];
  });

const languages: Readonly<Record<string, string>> = {
  ".yaml": "yaml",
  ".yml": "yaml",
  ".json": "json",
  ".toml": "toml",
  ".py": "python",
  ".ts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".conf": "nginx",
  ".md": "markdown",
  // Blocks of these would be read as the repository's own scripts under a shell's plain name.
  ".sh": "shell-script",
};

function languageOf(path: string): string {
  const name = posix.basename(path);
  if (/dockerfile/i.test(name) && !name.endsWith("ignore")) return "dockerfile";
  if (/^Makefile$/.test(name)) return "makefile";
  return languages[extname(name)] ?? "text";
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What would be a tag or an emphasis in a sentence. */
const escapeMarkdown = (text: string): string => text.replace(/[<>*_`[\]]/g, (character) => `\\${character}`);

/** `docs/rules/README.md`: all rules by group. */
export function printRuleIndex(rules: readonly Rule[]): string {
  const groups = [...new Set(rules.map(({ group }) => group))];
  const signs = { yes: "yes", suggest: "shown", no: "" };
  return [
    "<!-- Written by print-rule-page.test.ts. -->",
    "# Rules of gantry check",
    "",
    `${rules.length} rules. How to run them: [gantry check](../check.md). How to write one: [Writing a rule](../contributing-rules.md).`,
    ...groups.flatMap((group) => [
      "",
      `## ${group}`,
      "",
      "| rule | severity | what must be so | fix |",
      "|---|---|---|---|",
      ...rules
        .filter((rule) => rule.group === group)
        .map(
          ({ id, severity, summary, autofix }) =>
            `| [\`${id}\`](${id}.md) | ${severityWords[severity][0]} | ${escapeMarkdown(summary).replaceAll("|", "\\|")} | ${signs[autofix]} |`,
        ),
    ]),
    "",
  ].join("\n");
}
