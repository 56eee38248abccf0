import { posix } from "node:path";
import { inContext } from "../../facts/build/context-files.ts";
import type { DockerfileFacts, Stage } from "../../facts/dockerfile/dockerfile-facts.ts";
import { matcherOf } from "../../facts/dockerfile/dockerignore.ts";
import { feedingStages } from "../../facts/dockerfile/feeding-stages.ts";
import { flagOf, type Instruction } from "../../facts/dockerfile/instruction.ts";
import { type RunCommand, runCommands } from "../../facts/dockerfile/run-commands.ts";
import type { Facts } from "../../facts/facts.ts";
import type { Fix, Report } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { hasFlag } from "../../shell/command-line.ts";
import { type ProductionStage, productionStages } from "./shared/production-stages.ts";

export const rule = defineRule({
  id: "image-unlocked-install",
  group: "image",
  severity: "warn",
  summary: "Images install exactly what the lock file says",
  why: "Without the lock, each build takes the newest versions that the ranges allow: the image of Tuesday is not that of Monday, although nobody changed a line, and what was tested is not what runs. And where an install insists on a lock file that was not copied, the build stops.",
  fix: "Copy the lock file and use npm ci, pnpm install --frozen-lockfile, yarn install --immutable or uv sync --locked.",
  links: [
    "https://docs.npmjs.com/cli/commands/npm-ci",
    "https://pnpm.io/cli/install#--frozen-lockfile",
    "https://docs.astral.sh/uv/guides/integration/docker/",
  ],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const production of productionStages(facts)) {
      const { dockerfile, stage } = production;
      for (const feeding of feedingStages(dockerfile, stage)) {
        for (const run of runCommands(feeding.instructions)) {
          const report = looseInstall(facts, feeding, run) ?? missingLock(facts, production, dockerfile, feeding, run);
          if (report) yield report;
        }
      }
    }
  },
});

/** Options that take a value, so that what follows is no package. */
const valued =
  /^(--filter|-F|--prefix|-C|--dir|--workspace|-w|--registry|--cache|--loglevel|--network-timeout|--store-dir|--cwd|--extra|--group|--python|-p|--index-url|-i|--target|--find-links|-f|--constraint|-c)$/;

const operandsOf = (argv: readonly string[]): string[] =>
  argv.filter((word, index) => !word.startsWith("-") && !valued.test(argv[index - 1] ?? ""));

function looseInstall(facts: Facts, stage: Stage, { argv, command, instruction }: RunCommand): Report | undefined {
  const [program = "", ...rest] = argv;
  const [verb, ...packages] = operandsOf(rest);
  const say = (message: string, fix?: Fix): Report => ({ at: command.at, message, ...(fix && { fix }) });
  const suggest = (title: string, search: string, replacement: string): Fix => ({
    title,
    edits: replaceWithin(facts, command.at, search, replacement),
    suggestion: true,
  });
  if (hasFlag(argv, "-g", "--global", "--offline", "--package-lock-only", "--lockfile-only")) return undefined;
  if (program === "npm" && /^(install|i)$/.test(verb ?? "") && packages.length === 0) {
    return say(
      "The command npm install may take other versions than the lock file has.",
      suggest("Use npm ci", `npm ${verb}`, "npm ci"),
    );
  }
  const strict = /^(pnpm|yarn)$/.test(program) && isStrict(stage, instruction);
  if (program === "pnpm" && /^(install|i)$/.test(verb ?? "") && packages.length === 0 && !strict) {
    if (hasFlag(argv, "--frozen-lockfile", "--no-lockfile")) return undefined;
    return say(
      "The command pnpm install writes a new lock file where the old one does not fit.",
      suggest("Add --frozen-lockfile", `pnpm ${verb}`, `pnpm ${verb} --frozen-lockfile`),
    );
  }
  if (program === "yarn" && (verb === undefined || verb === "install") && !hasFlag(argv, "--version", "-v", "--help")) {
    if (strict || hasFlag(argv, "--frozen-lockfile", "--immutable", "--pure-lockfile")) return undefined;
    return say("The command yarn install writes a new lock file where the old one does not fit.");
  }
  if (
    program === "bun" &&
    /^(install|i)$/.test(verb ?? "") &&
    packages.length === 0 &&
    !hasFlag(argv, "--frozen-lockfile")
  ) {
    return say(
      "The command bun install may take other versions than the lock file has.",
      suggest("Add --frozen-lockfile", `bun ${verb}`, `bun ${verb} --frozen-lockfile`),
    );
  }
  if (program === "uv" && verb === "sync" && !hasFlag(argv, "--frozen", "--locked")) {
    return say(
      "The command uv sync writes a new lock file where the old one does not fit.",
      suggest("Add --locked", "uv sync", "uv sync --locked"),
    );
  }
  return looseProject(argv, say);
}

/** The project of a pyproject.toml, with whatever versions its ranges allow. */
function looseProject(argv: readonly string[], say: (message: string) => Report): Report | undefined {
  const start = argv[0] === "uv" ? 1 : /^python/.test(argv[0] ?? "") && argv[1] === "-m" ? 2 : 0;
  if (
    !/^pip3?$/.test(argv[start] ?? "") ||
    argv[start + 1] !== "install" ||
    hasFlag(argv, "--no-deps", "--require-hashes")
  )
    return undefined;
  // Constraints and requirements bring their own versions.
  if (hasFlag(argv, "-r", "--requirement", "-c", "--constraint")) return undefined;
  const project = argv.slice(start + 2).find((word) => /^\.(\/\S*)?(\[.*\])?$/.test(word));
  return project === undefined
    ? undefined
    : say(
        `The command pip install ${project} takes the newest versions that pyproject.toml allows: no lock file has a say.`,
      );
}

/** pnpm and Yarn insist on the lock file by themselves where CI is set. */
const isStrict = (stage: Stage, { shell }: Instruction): boolean => {
  const ci = stage.env.get("CI")?.value;
  return (ci !== undefined && !/^(0|false)?$/.test(ci)) || /\bCI=(1|true)/.test(shell?.text ?? "");
};

const locks: Readonly<Record<string, readonly string[]>> = {
  npm: ["package-lock.json", "npm-shrinkwrap.json"],
  pnpm: ["pnpm-lock.yaml"],
  yarn: ["yarn.lock"],
  bun: ["bun.lock", "bun.lockb"],
  uv: ["uv.lock"],
};

/** An install that insists on a lock file which nothing brings into the stage. */
function missingLock(
  facts: Facts,
  { builds }: ProductionStage,
  dockerfile: DockerfileFacts,
  stage: Stage,
  { argv, command, instruction }: RunCommand,
): Report | undefined {
  const [program = ""] = argv;
  const insists =
    (program === "npm" && argv[1] === "ci") ||
    (/^(pnpm|yarn|bun)$/.test(program) &&
      hasFlag(argv, "--frozen-lockfile", "--immutable") &&
      !hasFlag(argv, "--offline")) ||
    (program === "uv" && argv[1] === "sync" && hasFlag(argv, "--frozen", "--locked"));
  const names = locks[program];
  if (!insists || !names || facts.knowImage(stage.baseImage.image) === undefined) return undefined;
  // It looks itself which lock file there is.
  if (/\bif\b|\[ -[fe] |\btest -/.test(instruction.shell?.text ?? "")) return undefined;
  const before = stage.inherited.slice(0, stage.inherited.indexOf(instruction) + 1);
  if (before.some((each) => mayBring(dockerfile, each, names, facts, builds))) return undefined;
  const [name = ""] = names;
  return {
    at: command.at,
    message: `The command needs ${name}, which no COPY before it brings into the stage.`,
    severity: "error",
    advice: `Copy ${name} along with the manifest.`,
  };
}

function mayBring(
  dockerfile: DockerfileFacts,
  instruction: Instruction,
  names: readonly string[],
  facts: Facts,
  builds: ProductionStage["builds"],
): boolean {
  const { keyword, words, flags, shell } = instruction;
  if (keyword === "ADD" || keyword === "ONBUILD") return true;
  if (keyword === "RUN") {
    // Bound for this command, or made by one before it.
    return (
      flags.some(({ name, value }) => name === "mount" && /type=bind/.test(value ?? "")) ||
      /\b(git clone|curl|wget|tar|npm (i|install)|import|lockfile)\b|>\s*\S*lock/.test(
        shell?.text.replace(/--frozen-lockfile/g, "") ?? "",
      )
    );
  }
  if (keyword !== "COPY") return false;
  const from = flagOf(instruction, "from");
  return words.slice(0, -1).some(({ text }) => {
    const name = posix.basename(text);
    if (text.includes("$") || text.startsWith("<<")) return true;
    if (names.includes(name)) return true;
    if (/[*?[]/.test(name)) {
      return names.some((lock) => {
        if (!matcherOf(name)(lock)) return false;
        const path = posix.join(posix.dirname(text), lock);
        return from !== undefined || builds.some((build) => inContext(facts, build, path) !== "no");
      });
    }
    // A whole folder, of the context or of another stage: anything may be in it.
    return from !== undefined
      ? !/\.\w+$/.test(name) || dockerfile.target(from) === undefined
      : !/\.(json|yaml|yml|toml|lock|npmrc|txt|[cm]?[jt]s|md|sh)$|^\.\w+$/.test(name) || name === ".";
  });
}
