import { describe, expect, test } from "vitest";
import { checkRepository } from "../check-repository.ts";
import { allRules } from "../rules/all-rules.ts";
import { writeRepository } from "../testing/case-repository.ts";
import { readRuleCases } from "../testing/read-rule-cases.ts";

function findings(files: ReadonlyMap<string, string>, rules?: readonly string[], environment?: string) {
  using repository = writeRepository(files);
  const report = checkRepository({ root: repository.root, rules, environment, version: "1", today: "2026-11-21" });
  return {
    ...report,
    shown: report.findings.map(({ rule, at, message }) => `${at.file}:${at.line} ${rule}: ${message}`),
  };
}

const compose = (...lines: string[]) => new Map([["compose.yaml", ["services:", ...lines, ""].join("\n")]]);

describe("in every kind of file", () => {
  const comments: readonly (readonly [RegExp, (text: string) => string])[] = [
    [/\.(ts|tsx|js|mjs|cjs|prisma)$/, (text) => `// ${text}`],
    [/\.(md|mdx)$/, (text) => `<!-- ${text} -->`],
    [
      /(^|\/)[^/]*(compose[^/]*\.ya?ml|Dockerfile[^/]*|\.dockerignore|Caddyfile|\.conf|\.sh|crontab|\.ya?ml|Makefile|\.example|\.env|\.toml)$/,
      (text) => `# ${text}`,
    ],
  ];
  const cases = allRules.flatMap((rule) => {
    const firing = readRuleCases(rule).find(({ expected }) => expected.length > 0);
    return firing ? [{ rule: rule.id, ...firing }] : [];
  });

  test.each(cases)("a comment at the line leaves $rule out", ({ rule, files, environment }) => {
    const [first] = findings(files, [rule], environment).findings.filter((finding) => finding.rule === rule);
    if (!first) throw new Error(`${rule} finds nothing`);
    const { file, line } = first.at;
    const comment = comments.find(([pattern]) => pattern.test(file))?.[1];
    const lines = files.get(file)?.split("\n") ?? [];
    const target = lines[line - 1] ?? "";
    // A JSON file has no comments, and neither has a line that goes on or a here-document; a fix of the file itself is what is left.
    const open = lines.slice(0, line - 1).some((each) => /\\$|<<|[|>][-+]?$|```|run: \|/.test(each));
    if (!comment || open || target.trim() === "") return;
    const indent = /^\s*/.exec(target)?.[0] ?? "";
    const ignored = [
      ...lines.slice(0, line - 1),
      `${indent}${comment(`gantry-ignore ${rule}: it is meant so`)}`,
      ...lines.slice(line - 1),
    ];
    const after = findings(new Map([...files, [file, ignored.join("\n")]]), [rule], environment);
    expect(after.ignored).toBeGreaterThan(0);
    expect(
      after.findings.filter(({ rule: id, at }) => id === rule && at.file === file && at.line === line + 1),
    ).toEqual([]);
  });
});

test("an ignore at the end of a line is about that line alone", () => {
  const text = compose(
    "  web:",
    "    image: nginx # gantry-ignore image-tag-mutable: the newest is wanted",
    "  other:",
    "    image: caddy",
  );
  const { shown, ignored } = findings(text, ["image-tag-mutable"]);
  expect(ignored).toBe(1);
  expect(shown).toEqual([expect.stringMatching(/^compose\.yaml:5 image-tag-mutable/)]);
});

test("an ignore without a reason has no effect, and is reported", () => {
  const { shown, ignored } = findings(compose("  web:", "    image: nginx # gantry-ignore image-tag-mutable"), [
    "image-tag-mutable",
  ]);
  expect(ignored).toBe(0);
  expect(shown).toEqual([
    expect.stringMatching(/^compose\.yaml:3 image-tag-mutable/),
    expect.stringMatching(/^compose\.yaml:3 ignore: An ignore needs a rule and a reason/),
  ]);
});

test("an ignore about nothing is reported, unless its rule did not run", () => {
  const text = compose("  web:", "    image: nginx:1.29 # gantry-ignore image-tag-mutable: once it was");
  expect(findings(text, ["image-tag-mutable"]).shown).toEqual([
    "compose.yaml:3 ignore: Nothing is found here that this ignore is about. Take it out.",
  ]);
  expect(findings(text, ["image-retired"]).shown).toEqual([]);
});

test("an ignore of a rule that does not exist is reported", () => {
  const text = compose("  web:", "    image: nginx:1.29 # gantry-ignore no-such-rule: whatever");
  expect(findings(text, ["image-retired"]).shown).toEqual([
    'compose.yaml:3 ignore: There is no rule "no-such-rule" to ignore.',
  ]);
});

const unused = "gantry-ignore health-tool-missing: it is not here";

test.each([
  ["compose.yaml", `# ${unused}\nservices: { web: { image: nginx } }\n`],
  ["Dockerfile", `# ${unused}\nFROM node:24-alpine\n`],
  [".dockerignore", `# ${unused}\nnode_modules\n`],
  [".env", `# ${unused}\nA=1\n`],
  [".env.example", `A=1 # ${unused}\n`],
  ["Caddyfile", `# ${unused}\nexample.com {\n}\n`],
  ["nginx/default.conf", `# ${unused}\nserver { listen 80; }\n`],
  ["run.sh", `# ${unused}\necho\n`],
  ["crontab", `# ${unused}\n0 0 * * * /bin/true\n`],
  ["app.service", `; ${unused}\n[Service]\nExecStart=/bin/true\n`],
  [".github/workflows/ci.yml", `# ${unused}\non: push\n`],
  [".gitlab-ci.yml", `# ${unused}\na: { script: [echo] }\n`],
  ["Makefile", `# ${unused}\nall:\n\techo\n`],
  ["next.config.js", `/* ${unused} */\nexport default {};\n`],
  ["pyproject.toml", `# ${unused}\n[project]\nname = "a"\n`],
  ["pnpm-workspace.yaml", `# ${unused}\npackages: []\n`],
  ["README.md", `<!-- ${unused} -->\n# A\n`],
])("an ignore in %s that is about nothing is told", (file, text) => {
  const { shown } = findings(new Map([[file, text]]));
  expect(shown.filter((each) => each.startsWith(`${file}:1 ignore: Nothing is found here`))).toHaveLength(1);
});

test.each([
  ["README.md", `# Ignoring\n\n\`\`\`yaml\n# ${unused}\n\`\`\`\n\n\`\`\`md\n<!-- ${unused} -->\n\`\`\`\n`],
  ["README.md", `# ${unused}\n`],
  ["src/main.ts", `export const text = "# ${unused}`],
])("a text in %s that shows one is none", (file, text) => {
  expect(findings(new Map([[file, text]])).shown.filter((each) => each.includes("ignore"))).toEqual([]);
});

test("lines may end as Windows ends them", () => {
  const text =
    compose("  web:", "    image: nginx # gantry-ignore image-tag-mutable: the newest is wanted").get("compose.yaml") ??
    "";
  const after = findings(new Map([["compose.yaml", text.replaceAll("\n", "\r\n")]]), ["image-tag-mutable"]);
  expect(after).toMatchObject({ shown: [], ignored: 1 });
});
