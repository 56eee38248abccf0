import type { WorkflowStep } from "../../facts/ci/workflow-facts.ts";
import type { Facts } from "../../facts/facts.ts";
import { insertLines } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { optionValues, unwrapCommand } from "../../shell/command-line.ts";
import type { ShellCommand } from "../../shell/shell-document.ts";
import { type Procedure, proceduresOf } from "./shared/procedures.ts";

export const rule = defineRule({
  id: "deploy-cache-driver",
  group: "deploy",
  severity: "error",
  summary: "A build that exports its cache has a builder that can",
  why: 'The builder of the engine itself, with the classic image store, cannot export a cache to a registry, to GitHub or to a folder: the build stops with "Cache export is not supported for the docker driver". It works where somebody once ran docker buildx create.',
  fix: "Set up a builder of its own before: docker/setup-buildx-action, or docker buildx create --use.",
  links: ["https://docs.docker.com/build/cache/backends/", "https://docs.docker.com/build/builders/drivers/"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    const builderElsewhere = /buildx (create|use)|BUILDX_BUILDER|containerd-snapshotter/;
    for (const procedure of proceduresOf(facts)) {
      if (procedure.kind === "job") yield* checkJob(facts, procedure);
      else {
        const command = procedure.commands.find((each) => exportsCache(optionsOf(each)));
        // Somewhere else in the repository it may be said how the machine was set up.
        const isSetUp = command && facts.shellDocuments.some(({ text }) => builderElsewhere.test(text));
        if (command && !isSetUp)
          yield { at: command.at, message, advice: "Run docker buildx create --use once before." };
      }
    }
  },
});

const message = "This exports its cache, and nothing before sets up a builder that can: the engine's own cannot.";

/** Steps that bring a builder of their own, or another engine. */
const setsUp =
  /^(docker\/setup-(buildx|docker)-action|depot\/|useblacksmith\/|namespacelabs\/|crazy-max\/ghaction-setup-docker)/;

function* checkJob(facts: Facts, { steps, workflow }: Procedure) {
  for (const step of steps) {
    if (setsUp.test(step.uses ?? "") || /buildx (create|use)|snapshotter/.test(step.shell?.text ?? "")) return;
    // An action of the repository's own may do it.
    if (step.uses?.startsWith("./")) return;
    const ofAction = step.uses?.startsWith("docker/build-push-action@") ? step.with.get("cache-to") : undefined;
    const command = step.shell?.commands.find((each) => exportsCache(optionsOf(each)));
    const at = ofAction && exportsCache(ofAction.text.split("\n")) ? ofAction.at : command?.at;
    if (!at || step.with.has("builder")) continue;
    yield {
      at,
      message,
      fix: {
        title: "Set up a builder before",
        edits: workflow?.kind === "github" ? addStep(facts, step) : [],
      },
    };
    return;
  }
}

const exportsCache = (values: readonly string[]): boolean =>
  values.some((value) => /type=(registry|gha|local|s3|azblob)\b/.test(value));

function optionsOf({ argv: words }: ShellCommand): string[] {
  const argv = unwrapCommand(words);
  const builds = argv[0] === "docker" && /^(build|buildx)$/.test(argv[1] ?? "");
  return builds && !argv.some((word) => word.startsWith("--builder")) ? optionValues(argv, "--cache-to") : [];
}

/** A step of its own before the one that builds, at its indentation. */
function addStep(facts: Facts, { at }: WorkflowStep) {
  const line = facts.repository.read(at.file)?.line(at.line) ?? "";
  const indent = /^(\s*)- /.exec(line)?.[1];
  return indent === undefined
    ? []
    : insertLines(facts, at.file, at.line, [`${indent}- uses: docker/setup-buildx-action@v3`]);
}
