import { posix } from "node:path";
import type { Stage } from "../../facts/dockerfile/dockerfile-facts.ts";
import { matcherOf } from "../../facts/dockerfile/dockerignore.ts";
import { feedingStages } from "../../facts/dockerfile/feeding-stages.ts";
import { flagOf, type Instruction } from "../../facts/dockerfile/instruction.ts";
import { runCommands } from "../../facts/dockerfile/run-commands.ts";
import type { Facts } from "../../facts/facts.ts";
import type { PackageFacts } from "../../facts/package-facts.ts";
import type { Fix, Report } from "../../finding.ts";
import { insertLines } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { hasFlag, optionValues } from "../../shell/command-line.ts";
import { productionStages } from "./shared/production-stages.ts";
import { workspacePackages } from "./shared/workspace-packages.ts";

export const rule = defineRule({
  id: "image-workspace-manifest-missing",
  group: "image",
  severity: "error",
  summary: "An install that copies manifests one by one copies those of the whole workspace",
  why: "The lock file lists every package of the workspace. With --frozen-lockfile or npm ci a package whose package.json was not copied does not fit it: the build stops, or links to what is not there. It breaks when somebody adds a package and does not think of a Dockerfile at the other end of the repository.",
  fix: "Copy the missing package.json too, or let turbo prune or pnpm deploy make the list.",
  links: ["https://turborepo.com/docs/guides/tools/docker", "https://pnpm.io/docker"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const { dockerfile, stage, builds } of productionStages(facts)) {
      const context = builds.find((build) => build.context !== undefined)?.context;
      if (context === undefined) continue;
      const packages = workspacePackages(facts, context);
      if (!packages || packages.length === 0) continue;
      for (const feeding of feedingStages(dockerfile, stage)) {
        const report = checkStage(facts, feeding, packages, context) ?? checkPruned(facts, feeding);
        if (report) yield report;
      }
    }
  },
});

const lockFile = /^(pnpm-lock\.yaml|package-lock\.json|yarn\.lock|bun\.lockb?)$/;

/** The first install that insists on the lock file, with what stands before it. */
function frozenInstall(
  stage: Stage,
): { before: readonly Instruction[]; argv: readonly string[]; at: Instruction } | undefined {
  for (const { argv, instruction } of runCommands(stage.instructions)) {
    const [program = "", verb = ""] = argv;
    const frozen =
      (program === "npm" && verb === "ci") ||
      (/^(pnpm|yarn|bun)$/.test(program) && hasFlag(argv, "--frozen-lockfile", "--immutable"));
    if (!frozen) continue;
    return { before: stage.inherited.slice(0, stage.inherited.indexOf(instruction)), argv, at: instruction };
  }
  return undefined;
}

function checkStage(
  facts: Facts,
  stage: Stage,
  packages: readonly PackageFacts[],
  context: string,
): Report | undefined {
  const install = frozenInstall(stage);
  if (!install || install.at.flags.some(({ value }) => value?.includes("type=bind"))) return undefined;
  const pathOf = ({ folder }: PackageFacts) => (context === "" ? folder : folder.slice(context.length + 1));
  const copies = install.before.filter(({ keyword }) => keyword === "COPY" || keyword === "ADD");
  if (copies.some((copy) => flagOf(copy, "from") !== undefined && !/^(\/usr|\/bin)/.test(copy.words[0]?.text ?? "")))
    return undefined;
  const sources = copies
    .filter((copy) => flagOf(copy, "from") === undefined)
    .flatMap(({ words }) => words.slice(0, -1));
  const byHand = copies.filter(({ words }) =>
    words.slice(0, -1).some(({ text }) => isManifest(text, packages.map(pathOf))),
  );
  const last = byHand.at(-1);
  if (!last || sources.some(({ text }) => text.includes("$") || /^\.?\/?$/.test(text))) return undefined;
  const needed = neededPackages(facts, packages, install.argv);
  const missing = needed.filter((each) => !sources.some(({ text }) => covers(text, pathOf(each))));
  if (missing.length === 0) return undefined;
  const names = missing.map((each) => `${pathOf(each)}/package.json`);
  return {
    at: last.at,
    message: `The install needs the manifests of the whole workspace, and ${listOf(names)} ${names.length === 1 ? "is" : "are"} not copied.`,
    related: missing.map((each) => ({
      at: { file: each.path, line: 1, column: 1 },
      message: "This package belongs to the workspace.",
    })),
    fix: addCopies(facts, last, missing.map(pathOf)),
  };
}

const isManifest = (text: string, folders: readonly string[]): boolean => {
  const clean = text.replace(/^\.?\//, "");
  return folders.some((folder) => clean === `${folder}/package.json` || clean === `${folder}/package*.json`);
};

/** Whether a source of COPY brings a package's manifest: by itself, with its folder, or by a pattern. */
function covers(text: string, folder: string): boolean {
  const clean = posix
    .normalize(text)
    .replace(/^(\.\/|\/)+/, "")
    .replace(/\/$/, "");
  const manifest = `${folder}/package.json`;
  return matcherOf(clean)(manifest);
}

/** All of them; with --filter those that the named ones depend on. */
function neededPackages(
  facts: Facts,
  packages: readonly PackageFacts[],
  argv: readonly string[],
): readonly PackageFacts[] {
  const filters = optionValues(argv, "--filter", "-F");
  if (filters.length === 0) return packages;
  if (filters.some((filter) => /[*!^[\]{$]/.test(filter))) return [];
  const found = new Set<PackageFacts>();
  const visit = (name: string): void => {
    const next = packages.find((each) => each.name === name);
    if (!next || found.has(next)) return;
    found.add(next);
    for (const each of facts.packages) if (each.name && next.dependency(each.name)) visit(each.name);
  };
  for (const filter of filters) visit(filter.replace(/\.\.\.$/, ""));
  return [...found];
}

const listOf = (names: readonly string[]): string =>
  names.length <= 3
    ? names.join(" and ").replace(/ and (?=.* and )/g, ", ")
    : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;

/** Lines like the one that is there. */
function addCopies(facts: Facts, last: Instruction, folders: readonly string[]): Fix {
  const flags = last.flags.map(({ name, value }) => (value === undefined ? `--${name}` : `--${name}=${value}`));
  const target = last.words.at(-1)?.text ?? "./";
  const source = last.words[0]?.text.replace(/^\.?\//, "") ?? "";
  // `COPY apps/web/package.json ./apps/web/`: what stands before the folder is the same for all.
  const prefix = target.replace(/\/$/, "").replace(/\/package\.json$/, "");
  const own = posix.dirname(source);
  const base = prefix.endsWith(own) ? prefix.slice(0, prefix.length - own.length) : "./";
  const lines = folders.map((folder) => ["COPY", ...flags, `${folder}/package.json`, `${base}${folder}/`].join(" "));
  return {
    title: folders.length === 1 ? "Copy it too" : "Copy them too",
    edits: insertLines(facts, last.at.file, (last.at.endLine ?? last.at.line) + 1, lines),
  };
}

/** `turbo prune --docker` of version 1 puts the lock file beside the folder of manifests, not into it. */
function checkPruned(facts: Facts, stage: Stage): Report | undefined {
  const install = frozenInstall(stage);
  const turbo = facts.packages
    .map((each) => each.dependency("turbo")?.version)
    .find((version) => version !== undefined);
  if (!install || !/^[\^~]?1\./.test(turbo ?? "")) return undefined;
  const json = install.before.find(
    ({ keyword, words }) => keyword === "COPY" && words.some(({ text }) => /\/out\/json\/?$/.test(text)),
  );
  if (!json) return undefined;
  const brought = install.before.some(
    ({ keyword, words }) =>
      keyword === "COPY" &&
      words.some(({ text }) => lockFile.test(posix.basename(text)) || /\/out\/?(\*.*)?$/.test(text)),
  );
  if (brought) return undefined;
  return {
    at: json.at,
    message: "What turbo prune made has its lock file in out/ and not in out/json/, and it is not copied.",
    advice: "Copy out/pnpm-lock.yaml, or the lock file of your package manager, as well.",
  };
}
