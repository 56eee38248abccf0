import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { createColors } from "picocolors";
import { describe, expect, test } from "vitest";
import { checkRepository } from "./check-repository.ts";
import { readGithubWorkflow, readGitlabPipeline } from "./facts/ci/workflow-facts.ts";
import { readComposeFile } from "./facts/compose/compose-file.ts";
import { readDockerignore } from "./facts/dockerfile/dockerignore.ts";
import { readInstructions } from "./facts/dockerfile/read-instructions.ts";
import { readPackage } from "./facts/package-facts.ts";
import { readCaddyConfig, readNginxConfig } from "./facts/proxy/proxy-facts.ts";
import { readPythonProject } from "./facts/python-facts.ts";
import { readScriptSource, walkSyntax } from "./facts/script-source.ts";
import { planFixes } from "./fix/plan-fixes.ts";
import { parseCrontab } from "./parse/parse-crontab.ts";
import { parseEnvFile } from "./parse/parse-env-file.ts";
import { parseTree } from "./parse/parse-tree.ts";
import { printGithub } from "./report/print-github.ts";
import { printJunit } from "./report/print-junit.ts";
import { printMarkdown } from "./report/print-markdown.ts";
import { toSarif } from "./report/print-sarif.ts";
import { printText } from "./report/print-text.ts";
import { type FileKind, fileKindOf } from "./repository/file-kind.ts";
import { SourceText } from "./repository/source-text.ts";
import { embedMakefile, embedMarkdown } from "./shell/embed.ts";
import { ShellDocument } from "./shell/shell-document.ts";
import { Snippet } from "./shell/snippet.ts";
import { readIgnores } from "./suppress/inline-ignores.ts";
import { writeRepository } from "./testing/case-repository.ts";
import { mutateText, mutation } from "./testing/mutate-text.ts";

/** How many changed repositories, and four times as many changed files of each parser: `GANTRY_FUZZ_RUNS=5000` for a thorough search. */
const runs = Number(process.env["GANTRY_FUZZ_RUNS"] ?? 40);
const timeout = 30_000 + runs * 1000;

const fixtures = fileURLToPath(new URL("../../../../test/fixtures", import.meta.url));

/** Every folder of fixtures that is a repository by itself, with its files. */
const repositories = ["stacks", "repositories", "apps"].flatMap((kind) =>
  readdirSync(`${fixtures}/${kind}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readFolder(`${fixtures}/${kind}/${name}`)),
);

function readFolder(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => `${parentPath}/${name}`.slice(folder.length + 1));
  return new Map(paths.map((path) => [path, readFileSync(`${folder}/${path}`, "utf8")]));
}

const parsers: readonly (readonly [FileKind, (source: SourceText) => unknown])[] = [
  ["compose", (source) => readComposeFile(source, parseTree(source))],
  ["dockerfile", (source) => readInstructions(source).map(({ shell }) => shell)],
  ["dockerignore", (source) => readDockerignore(source)],
  ["caddyfile", (source) => readCaddyConfig(source)],
  ["nginx", (source) => readNginxConfig(source)],
  ["shell", (source) => new ShellDocument(Snippet.slice(source), { type: "script" }).commands],
  ["env-template", (source) => parseEnvFile(source)],
  ["crontab", (source) => [parseCrontab(source, { system: true }), parseCrontab(source, { system: false })]],
  ["github-workflow", (source) => readGithubWorkflow(source, parseTree(source))],
  ["gitlab-ci", (source) => readGitlabPipeline(source, parseTree(source))],
  ["package-json", (source) => readPackage(source, parseTree(source))],
  ["python-project", (source) => readPythonProject(source)],
  ["script-source", (source) => [...walkSyntax(readScriptSource(source).program)]],
  ["makefile", (source) => embedMakefile(source)],
  ["markdown", (source) => embedMarkdown(source)],
];

const changes = fc.array(mutation, { minLength: 1, maxLength: 6 });

describe("a file that is changed anywhere", () => {
  const sources = repositories.flatMap((files) => [...files]);

  test.each(parsers)(
    "of kind %s is read, however wrong it is",
    (kind, read) => {
      const own = sources.filter(([path]) => fileKindOf(path) === kind);
      expect(own.length).toBeGreaterThan(0);
      const source = fc
        .tuple(fc.constantFrom(...own), changes)
        .map(([[path, text], mutations]) => new SourceText(path, mutateText(text, mutations)));
      fc.assert(
        fc.property(source, (each) => {
          read(each);
          readIgnores(each);
        }),
        { numRuns: runs * 4 },
      );
    },
    timeout,
  );
});

describe("a repository of which some files are changed anywhere", () => {
  const repository = fc.constantFrom(...repositories).chain((files) =>
    fc.array(fc.tuple(fc.constantFrom(...files.keys()), changes), { minLength: 1, maxLength: 8 }).map((changed) => {
      const all = new Map(files);
      for (const [path, mutations] of changed) all.set(path, mutateText(all.get(path) ?? "", mutations));
      return all;
    }),
  );

  test(
    "is checked, its fixes are planned and its report is printed",
    () => {
      fc.assert(
        fc.property(repository, (files) => {
          using folder = writeRepository(files);
          const report = checkRepository({ root: folder.root, today: "2026-11-21", version: "0.0.0" });
          planFixes(report.findings, report.repository);
          for (const print of [printGithub, printJunit, printMarkdown, toSarif]) print(report);
          printText(report, createColors(false));
        }),
        { numRuns: runs },
      );
    },
    timeout,
  );
});
