import { posix } from "node:path";
import { type ProcessCommand, processCommands } from "../../facts/build/process-commands.ts";
import type { Stage } from "../../facts/dockerfile/dockerfile-facts.ts";
import { type RunCommand, runCommands } from "../../facts/dockerfile/run-commands.ts";
import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { insertLines } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import { type ProductionStage, productionStages } from "./shared/production-stages.ts";

export const rule = defineRule({
  id: "image-corepack-runtime-download",
  group: "image",
  severity: "warn",
  summary: "The package manager that a container calls is in its image",
  why: "Corepack keeps what it prepared in the home of the user that it ran as. When root prepared pnpm and another user calls it, that user's home is empty: Corepack downloads pnpm again at each start. That costs seconds, needs the registry to be up, and cannot work at all where the container has no way out.",
  fix: "Set ENV COREPACK_HOME to a folder that everyone may read before corepack runs, or start the program with node instead of the package manager.",
  links: ["https://github.com/nodejs/corepack#environment-variables"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const production of productionStages(facts)) {
      const { stage, builds, dockerfile } = production;
      const prepared = preparedByRoot(stage);
      const user = production.image.user;
      if (!prepared || !user || /^(root|0)(:.*)?$/.test(user.name) || isShared(stage)) continue;
      for (const build of builds) {
        const call = callOf(facts, production, build);
        if (!call) continue;
        const name = posix.basename(unwrapCommand(call.argv)[0] ?? "");
        yield {
          at: prepared.command.at,
          message: `Corepack prepares ${name} for root, but the container calls it as ${user.name}, who downloads it at every start.`,
          ...(build.service && hasNoEgress(build.service) && { severity: "error" }),
          related: [
            { at: call.at, message: `Here ${name} is called.` },
            ...(user.at ? [{ at: user.at, message: `From here on the user is ${user.name}.` }] : []),
          ],
          fix: {
            title: "Prepare it in a folder for all users",
            edits: insertLines(facts, dockerfile.path, prepared.instruction.at.line, [
              "ENV COREPACK_HOME=/usr/local/share/corepack",
            ]),
            suggestion: true,
          },
        };
        break;
      }
    }
  },
});

/** The first use of corepack while the user is root, unless the other user prepares it again. */
function preparedByRoot(stage: Stage): RunCommand | undefined {
  let found: RunCommand | undefined;
  let root = true;
  for (const instruction of stage.inherited) {
    const [word] = instruction.words;
    if (instruction.keyword === "USER" && word) root = /^(root|0)(:.*)?$/.test(word.text);
    if (instruction.keyword !== "RUN") continue;
    for (const run of runCommands([instruction])) {
      const [program = "", verb = ""] = run.argv;
      if (program === "corepack" && /^(prepare|enable|install|use)$/.test(verb)) {
        if (!root && verb !== "enable") return undefined;
        if (root) found ??= run;
      }
      // Called once by the user who calls it later, it is in that user's home.
      if (!root && /^(pnpm|yarn)$/.test(program)) return undefined;
    }
  }
  return found;
}

/** Whether what root prepares can be seen by others, or pnpm comes from elsewhere. */
const isShared = (stage: Stage): boolean =>
  stage.env.has("COREPACK_HOME") ||
  stage.env.has("XDG_CACHE_HOME") ||
  stage.env.has("HOME") ||
  stage.inherited.some(
    ({ keyword, shell }) =>
      keyword === "RUN" &&
      /COREPACK_HOME|npm (i|install|add) .*(-g|--global).*\b(pnpm|yarn)|(-g|--global)\s.*\b(pnpm|yarn)/.test(
        shell?.text ?? "",
      ),
  );

function callOf(
  facts: Facts,
  { stage }: ProductionStage,
  build: ProductionStage["builds"][number],
): Pick<ProcessCommand, "argv" | "at"> | undefined {
  const checks = build.service?.health?.commands ?? [];
  const calls = [...processCommands(facts, { ...build, stage }), ...checks];
  return calls.find(({ argv }) => /^(.*\/)?(pnpm|pnpx|yarn)$/.test(unwrapCommand(argv)[0] ?? ""));
}

function hasNoEgress({ networks, stack }: ServiceFacts): boolean {
  return networks.length > 0 && networks.every((name) => stack.network(name)?.internal === true);
}
