import { posix } from "node:path";
import { processCommands } from "../../facts/build/process-commands.ts";
import type { DockerfileFacts, Stage } from "../../facts/dockerfile/dockerfile-facts.ts";
import { copiedStage, feedingStages } from "../../facts/dockerfile/feeding-stages.ts";
import { runCommands } from "../../facts/dockerfile/run-commands.ts";
import type { Facts } from "../../facts/facts.ts";
import type { PackageFacts } from "../../facts/package-facts.ts";
import type { Report } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import { hasFlag, unwrapCommand } from "../../shell/command-line.ts";
import { type ProductionStage, productionStages } from "./shared/production-stages.ts";
import { standaloneOf } from "./shared/standalone.ts";

export const rule = defineRule({
  id: "image-dependency-set-wrong",
  group: "image",
  severity: "warn",
  summary: "The final image has the packages that it runs with, and no others",
  why: 'Too many packages make an image several times as large, and put test tools and compilers with their holes into production. One too few is worse: what is only a devDependency is not there after an install with --prod, and the container stops with "not found". An editable install points at a folder of sources that need not be in the final stage.',
  fix: "Install for production (npm ci --omit=dev, pnpm deploy --prod, uv sync --no-dev --no-editable), and list what runs there among dependencies.",
  links: [
    "https://pnpm.io/cli/deploy",
    "https://docs.npmjs.com/cli/commands/npm-ci#omit",
    "https://docs.astral.sh/uv/guides/integration/docker/#non-editable-installs",
  ],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const production of productionStages(facts)) {
      yield* findFullModules(facts, production);
      yield* findDevelopmentPrograms(facts, production);
      yield* findEditable(production);
    }
  },
});

const production = (argv: readonly string[]): boolean =>
  hasFlag(argv, "--prod", "-P", "--production", "--omit") || argv.includes("--only=production");

/** How a stage's node_modules came to be: with everything, for production, or in a way that nobody follows. */
function modulesOf(dockerfile: DockerfileFacts, stage: Stage): "all" | "production" | "unknown" {
  let result = inheritedModules(dockerfile, stage);
  if (stage.env.get("NODE_ENV")?.value === "production") return "production";
  for (const { argv } of runCommands(stage.inherited)) {
    const [program = "", verb = ""] = argv;
    if (!/^(npm|pnpm|yarn|bun)$/.test(program)) continue;
    if (/^(prune|deploy)$/.test(verb) || (verb === "workspaces" && argv.includes("focus"))) return "production";
    if (/^(ci|install|i)$/.test(verb) || (program === "yarn" && argv.length === 1)) {
      if (hasFlag(argv, "-g", "--global")) continue;
      result = production(argv) ? "production" : "all";
    }
  }
  return result;
}

/** Those that are copied from another stage. */
function inheritedModules(dockerfile: DockerfileFacts, stage: Stage): "all" | "production" | "unknown" {
  const copy = stage.inherited.find(
    ({ keyword, words }) =>
      keyword === "COPY" && words.slice(0, -1).some(({ text }) => /(^|\/)node_modules\/?$/.test(text)),
  );
  const from = copy && copiedStage(dockerfile, copy);
  // Only what stands before it can be copied: so this comes to an end.
  return from && from.index < stage.index ? modulesOf(dockerfile, from) : "unknown";
}

/** All of node_modules on top of a standalone server, which has its own. */
function* findFullModules(facts: Facts, each: ProductionStage): Generator<Report> {
  if (!standaloneOf(facts, each)) return;
  for (const instruction of each.stage.inherited) {
    if (instruction.keyword !== "COPY") continue;
    const from = copiedStage(each.dockerfile, instruction);
    const word = instruction.words.slice(0, -1).find(({ text }) => /(^|\/)node_modules\/?$/.test(text));
    if (!from || !word || modulesOf(each.dockerfile, from) !== "all") continue;
    yield {
      at: word.at,
      message: "The whole node_modules of the build comes on top of the standalone server, development tools included.",
      advice:
        "Leave it out, copy the single packages that are needed besides, or copy the result of pnpm deploy --prod.",
    };
  }
}

/** Programs by the package that has them, where the names differ. */
const packageOf: Readonly<Record<string, string>> = {
  tsc: "typescript",
  "ts-node-dev": "ts-node-dev",
  nest: "@nestjs/cli",
  ng: "@angular/cli",
  sequelize: "sequelize-cli",
};

const runners = /^(npx|pnpm|yarn|npm|bunx|bun|pnpx)$/;

/** What the container runs, and that an install for production leaves out. */
function* findDevelopmentPrograms(facts: Facts, { dockerfile, stage, builds }: ProductionStage): Generator<Report> {
  const kinds = [...feedingStages(dockerfile, stage)]
    .filter((each) => each === stage || bringsModules(dockerfile, stage, each))
    .map((each) => modulesOf(dockerfile, each));
  if (kinds.includes("all") || !kinds.includes("production") || !installsForProduction(dockerfile, stage)) return;
  for (const build of builds) {
    const app = appOf(facts, build.context);
    if (!app) continue;
    for (const { argv, at } of processCommands(facts, build)) {
      const program = programOf(unwrapCommand(argv), app);
      const dependency = program === undefined ? undefined : app.dependency(packageOf[program] ?? program);
      if (!dependency?.dev || program === undefined) continue;
      yield {
        at,
        severity: "error",
        message: `The container runs ${program}, which is only a devDependency of ${app.path}: it is not installed for production.`,
        related: [{ at: dependency.at, message: "Here it is listed." }],
        advice: `Move ${packageOf[program] ?? program} to dependencies, or run what the build made of it.`,
      };
      return;
    }
  }
}

const bringsModules = (dockerfile: DockerfileFacts, stage: Stage, from: Stage): boolean =>
  stage.chain.includes(from) ||
  stage.inherited.some(
    (instruction) =>
      instruction.keyword === "COPY" &&
      copiedStage(dockerfile, instruction) === from &&
      instruction.words.slice(0, -1).some(({ text }) => !/\.next|dist|build|public|\.\w+$/.test(posix.basename(text))),
  );

/** NODE_ENV alone does not tell whether anything is installed. */
const installsForProduction = (dockerfile: DockerfileFacts, stage: Stage): boolean =>
  [...feedingStages(dockerfile, stage)].some((each) =>
    [...runCommands(each.instructions)].some(
      ({ argv }) =>
        /^(npm|pnpm|yarn|bun)$/.test(argv[0] ?? "") && (/^(prune|deploy)$/.test(argv[1] ?? "") || production(argv)),
    ),
  );

/** The package in a context by itself; in a workspace nobody can tell which one it is. */
function appOf(facts: Facts, context: string | undefined): PackageFacts | undefined {
  if (context === undefined) return undefined;
  const inside = facts.packages.filter(
    ({ folder }) => context === "" || folder === context || folder.startsWith(`${context}/`),
  );
  return inside.length === 1 && inside[0]?.folder === context ? inside[0] : undefined;
}

function programOf(argv: readonly string[], app: PackageFacts, depth = 0): string | undefined {
  const [program = "", ...rest] = argv;
  if (!runners.test(program)) return /^[\w.-]+$/.test(program) ? program : undefined;
  const words = rest.filter((word) => !word.startsWith("-"));
  const [verb = "", next] = words;
  if (/^(npx|bunx|pnpx)$/.test(program)) return verb;
  if (/^(exec|dlx|x)$/.test(verb)) return verb === "exec" ? next : undefined;
  const script = app.scripts.get(verb === "run" ? (next ?? "") : verb);
  const [command] = script?.commands ?? [];
  if (command && depth < 3) return programOf(unwrapCommand(command.argv), app, depth + 1);
  return program === "npm" ? undefined : verb;
}

/** `pip install -e .`, `.[dev]`. */
function* findEditable({ dockerfile, stage }: ProductionStage): Generator<Report> {
  for (const each of feedingStages(dockerfile, stage)) {
    for (const { argv, command } of runCommands(each.instructions)) {
      const start = argv[0] === "uv" ? 1 : /^python/.test(argv[0] ?? "") && argv[1] === "-m" ? 2 : 0;
      if (!/^pip3?$/.test(argv[start] ?? "") || argv[start + 1] !== "install") continue;
      const words = argv.slice(start + 2);
      const editable = words.some((word) => /^(-e|--editable(=.*)?)$/.test(word));
      const extra = words
        .map((word) => /\[[^\]]*\b(dev|test|tests|lint|docs)\b[^\]]*\]$/.exec(word)?.[1])
        .find(Boolean);
      if (!editable && extra === undefined) continue;
      yield {
        at: command.at,
        message: editable
          ? "The image has an editable install: it points at a folder of sources instead of having the package."
          : `The image gets the packages of the extra "${extra}", which are for development.`,
        advice:
          "Install the package itself, after its sources are copied: uv sync --locked --no-dev --no-editable, or pip install --no-deps . after the locked requirements.",
      };
    }
  }
}
