import type { DockerfileFacts, Stage } from "../../facts/dockerfile/dockerfile-facts.ts";
import { flagOf } from "../../facts/dockerfile/instruction.ts";
import { type RunCommand, runCommands } from "../../facts/dockerfile/run-commands.ts";
import type { Facts } from "../../facts/facts.ts";
import { parseImageReference } from "../../facts/images/image-reference.ts";
import type { Fix } from "../../finding.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "image-corepack-absent",
  group: "image",
  severity: "error",
  summary: "Corepack is only called where it is part of the image",
  why: 'Node\'s images have Corepack up to version 24 and no longer from 25 on, and images of other languages never had it. The build stops with "corepack: not found", usually on the day on which somebody raises the version of Node and nothing else.',
  fix: "Install it first with npm install -g corepack, or install the package manager itself: npm install -g pnpm@<version>.",
  links: [
    "https://github.com/nodejs/corepack#how-to-install",
    "https://nodejs.org/docs/latest-v24.x/api/corepack.html",
  ],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const dockerfile of facts.dockerfiles) {
      for (const stage of dockerfile.stages) {
        const use = firstUse(stage);
        if (!use || !lacksCorepack(facts, dockerfile, stage, use)) continue;
        yield {
          at: use.command.at,
          message: `RUN calls corepack, which ${stage.baseImage.image} does not have.`,
          related: [{ at: stage.baseImage.at, message: "This is what the stage is built on." }],
          fix: installFirst(facts, stage, use),
        };
      }
    }
  },
});

const firstUse = (stage: Stage): RunCommand | undefined =>
  [...runCommands(stage.instructions)].find(({ argv }) => argv[0] === "corepack");

function lacksCorepack(facts: Facts, dockerfile: DockerfileFacts, stage: Stage, use: RunCommand): boolean {
  const { family, tools } = facts.knowImage(stage.baseImage.image) ?? {};
  if (family === undefined) return false;
  const { tag, isKnown } = parseImageReference(stage.baseImage.image);
  // `node:latest` and `node:lts` are some version.
  if (
    family === "node"
      ? !isKnown || !/^\d/.test(tag ?? "") || tools?.get("corepack") !== false
      : !otherLanguages.has(family)
  )
    return false;
  const before = stage.inherited.slice(0, stage.inherited.indexOf(use.instruction) + 1);
  for (const instruction of before) {
    const { keyword, shell, words } = instruction;
    // Node may come from anywhere: another image, a script, a package.
    if ((keyword === "COPY" || keyword === "ADD") && flagOf(instruction, "from") && family !== "node") return false;
    if (keyword === "COPY" && words.some(({ text }) => text.includes("corepack"))) return false;
    if (keyword !== "RUN" || !shell) continue;
    if (family !== "node" && /node|nvm|volta|fnm|\bn\b|mise|asdf|corepack@/.test(shell.text)) return false;
    for (const { argv } of runCommands([instruction])) {
      if (/^(npm|yarn|pnpm)$/.test(argv[0] ?? "") && argv.some((word) => /^corepack(@.*)?$/.test(word))) return false;
    }
  }
  return !dockerfile.source.text.includes("SHELL [");
}

const otherLanguages = new Set(["bun", "python", "go", "rust", "ruby", "php", "java", "alpine", "debian"]);

function installFirst(facts: Facts, stage: Stage, { command }: RunCommand): Fix | undefined {
  if (facts.knowImage(stage.baseImage.image)?.family !== "node") return undefined;
  const start = stage.source.offsetAt(command.at);
  // Node 25 still has links to Yarn 1 under the names that Corepack brings: without --force npm stops there.
  const text = "npm install -g --force corepack && ";
  return { title: "Install corepack first", edits: [{ file: stage.source.path, start, end: start, text }] };
}
