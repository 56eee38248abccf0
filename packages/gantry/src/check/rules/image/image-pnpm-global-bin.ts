import type { DockerfileFacts, Stage } from "../../facts/dockerfile/dockerfile-facts.ts";
import { type RunCommand, runCommands } from "../../facts/dockerfile/run-commands.ts";
import type { Facts } from "../../facts/facts.ts";
import { parseImageReference } from "../../facts/images/image-reference.ts";
import type { TextEdit } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import { hasFlag } from "../../shell/command-line.ts";

export const rule = defineRule({
  id: "image-pnpm-global-bin",
  group: "image",
  severity: "error",
  summary: "The package manager pnpm has a folder for global programs before it installs any",
  why: "pnpm installs globally only into PNPM_HOME, and only when that folder is on PATH: an image sets neither, so the build stops with ERR_PNPM_NO_GLOBAL_BIN_DIR. On a developer's machine the same command works, since pnpm setup once wrote both into the shell's profile.",
  fix: "Use pnpm dlx or npm install -g, or set PNPM_HOME and put it on PATH before.",
  links: ["https://pnpm.io/cli/add#--global--g", "https://pnpm.io/docker"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const dockerfile of facts.dockerfiles) {
      for (const stage of dockerfile.stages) {
        for (const run of runCommands(stage.instructions)) {
          if (!installsGlobally(run.argv)) continue;
          const lack = missingFolder(facts, dockerfile, stage, run);
          if (lack === undefined) continue;
          yield {
            at: run.command.at,
            message: `The command pnpm ${run.argv[1]} -g has no folder to install into: ${lack}.`,
            fix: { title: "Install it with npm", edits: useNpm(facts, stage, run) },
          };
        }
      }
    }
  },
});

const installsGlobally = (argv: readonly string[]): boolean =>
  argv[0] === "pnpm" &&
  argv.slice(1).some((word) => /^(add|install|i)$/.test(word)) &&
  hasFlag(argv, "-g", "--global") &&
  !hasFlag(argv, "--global-bin-dir", "--config.global-bin-dir");

function missingFolder(facts: Facts, dockerfile: DockerfileFacts, stage: Stage, run: RunCommand): string | undefined {
  const before = stage.inherited.slice(0, stage.inherited.indexOf(run.instruction) + 1);
  const text = before.map(({ shell }) => shell?.text ?? "").join("\n");
  // Set in the shell itself, in a profile, or by other means.
  if (/PNPM_HOME|global-bin-dir|global_bin_dir|pnpm setup|\bPATH=/.test(text)) return undefined;
  const values = new Map<string, string>();
  for (const { keyword, pairs } of before) {
    if (keyword === "ENV") for (const { name, value } of pairs) values.set(name, value ?? "");
  }
  if ([...values.keys()].some((name) => /^npm_config_global_bin_dir$/i.test(name))) return undefined;
  const home = values.get("PNPM_HOME");
  if (home === undefined) return facts.knowImage(stage.baseImage.image) ? "PNPM_HOME is not set" : undefined;
  const entries = (values.get("PATH") ?? "")
    .replaceAll('"', "")
    .split(":")
    .map((entry) => entry.replace(/[{}]/g, ""));
  const folders = ["$PNPM_HOME", home.replaceAll('"', "")];
  const isOn = (suffix: string) => folders.some((folder) => entries.includes(folder + suffix));
  if (pnpmMajor(facts, dockerfile) >= 11) return isOn("/bin") ? undefined : "$PNPM_HOME/bin is not on PATH";
  return isOn("") || isOn("/bin") ? undefined : "PNPM_HOME is not on PATH";
}

/** 0 when it is not known. */
function pnpmMajor(facts: Facts, { source }: DockerfileFacts): number {
  const own = /pnpm@(\d+)/.exec(source.text)?.[1];
  const managers = facts.packages.map(({ source: text }) => /"packageManager"\s*:\s*"pnpm@(\d+)/.exec(text.text)?.[1]);
  return Number(own ?? managers.find((major) => major !== undefined) ?? 0);
}

function useNpm(facts: Facts, stage: Stage, { command, argv }: RunCommand): TextEdit[] {
  const { name, version } = parseImageReference(stage.baseImage.image);
  if (name !== "node" || version === undefined || !facts.knowImage(stage.baseImage.image)) return [];
  const words = command.words.slice(command.words.length - argv.length);
  const verb = words.find(({ text }) => /^(add|install|i)$/.test(text));
  const [program] = words;
  // Options of pnpm alone would not mean anything to npm.
  if (!program || !verb || argv.some((word) => word.startsWith("-") && !/^(-g|--global)$/.test(word))) return [];
  const { source } = stage;
  const replace = (at: typeof verb.at, text: string): TextEdit => ({
    file: source.path,
    start: source.offsetAt(at),
    end: source.offsetAt({ line: at.endLine ?? at.line, column: at.endColumn ?? at.column }),
    text,
  });
  return [replace(program.at, "npm"), ...(verb.text === "add" ? [replace(verb.at, "install")] : [])];
}
