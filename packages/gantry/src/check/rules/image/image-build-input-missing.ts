import { posix } from "node:path";
import { filesOfPattern, inContext } from "../../facts/build/context-files.ts";
import type { ImageBuild } from "../../facts/build/image-build.ts";
import { feedingStages } from "../../facts/dockerfile/feeding-stages.ts";
import type { DockerWord } from "../../facts/dockerfile/instruction.ts";
import { flagOf } from "../../facts/dockerfile/instruction.ts";
import type { Facts } from "../../facts/facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import type { Report } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "image-build-input-missing",
  group: "image",
  severity: "error",
  summary: "Everything that a build takes from its context is there",
  why: "Paths of COPY count from the build's context, not from the Dockerfile and not from the folder in which somebody types the command. A context that moved, a stage that was renamed or an entry in .dockerignore stops the build, which is noticed in the deployment when nobody builds that image anywhere else.",
  fix: "Correct the context, the Dockerfile's path or the stage, or write the path as it is from the context.",
  links: [
    "https://docs.docker.com/build/concepts/context/",
    "https://docs.docker.com/reference/build-checks/copy-ignored-file/",
  ],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    const looked = new Set<string>();
    for (const build of facts.builds) {
      if (build.by === "nobody" || build.service?.model["x-gantry"]?.recipe) continue;
      // Several services of one image have the same to say about its Dockerfile.
      const key = `${build.context}\n${build.dockerfilePath}\n${build.stage?.index}`;
      if (build.stage && looked.has(key)) continue;
      looked.add(key);
      yield* checkBuild(facts, build);
    }
  },
});

function* checkBuild(facts: Facts, build: ImageBuild): Generator<Report> {
  const { context, dockerfilePath, dockerfile, target, stage, service } = build;
  const { repository } = facts;
  const who = service ? `The build of "${service.name}"` : "This build";
  if (context !== undefined && repository.exists(context) === "no") {
    if (mayComeLater(facts, context)) return;
    yield { at: build.contextAt, message: `${who} has the context ${context}, which is not there.` };
    return;
  }
  if (dockerfilePath !== undefined && !dockerfile && repository.exists(dockerfilePath) === "no") {
    // Documentation and scripts may speak of other repositories.
    if (build.by === "command" || mayComeLater(facts, dockerfilePath)) return;
    yield { at: build.dockerfileAt, message: `${who} needs ${dockerfilePath}, which is not there.` };
    return;
  }
  if (!dockerfile) return;
  if (!stage) {
    if (target === undefined || hasUnknown(target) || dockerfile.stages.length === 0) return;
    const names = dockerfile.stages.flatMap(({ name }) => name ?? []);
    yield {
      at: build.targetAt,
      message: `${who} asks for the stage ${target}, which ${dockerfile.path} does not have.`,
      advice: names.length > 0 ? `Its stages are ${names.join(", ")}.` : "None of its stages has a name.",
      related: [{ at: dockerfile.start, message: "This is the Dockerfile." }],
    };
    return;
  }
  for (const { instructions } of feedingStages(dockerfile, stage)) {
    for (const instruction of instructions) {
      const { keyword, words, exec } = instruction;
      if ((keyword !== "COPY" && keyword !== "ADD") || flagOf(instruction, "from") !== undefined) continue;
      const sources = words.slice(0, -1);
      if (sources.some(({ text }) => /^<<|^[a-z]+:\/\/|^git@/.test(text)) || (exec && sources.length === 0)) continue;
      yield* checkSources(facts, build, sources, who);
    }
  }
}

function* checkSources(
  facts: Facts,
  build: ImageBuild,
  sources: readonly DockerWord[],
  who: string,
): Generator<Report> {
  const { context = "", ignore } = build;
  const found = sources.map(({ text }) => inContext(facts, build, text));
  for (const [index, { text, at }] of sources.entries()) {
    const isPattern = /[*?[]/.test(text);
    if (found[index] === "no") {
      if (isPattern && found.some((each) => each !== "no")) continue;
      const other = otherPath(facts, context, text);
      yield {
        at,
        message: `${who} has ${context === "" ? "the repository's root" : context} for its context, and there is no ${text} in it.`,
        related: [{ at: build.contextAt, message: "This is the build's context." }],
        ...(other !== undefined && {
          fix: { title: `Write ${other}`, edits: replaceWithin(facts, at, text, other), suggestion: true },
        }),
      };
      continue;
    }
    const path = posix
      .normalize(text)
      .replace(/^(\.\/|\/)+/, "")
      .replace(/\/$/, "");
    // Of what is made before the build, such as dist, .dockerignore tells as much.
    if (isPattern || path === "." || path === "" || path.startsWith("..") || !ignore?.ignores(path)) continue;
    // A folder that is left out may have files in it that are let in again.
    const within = filesOfPattern(facts, context, `${path}/*`);
    if (within.some((file) => !ignore.ignores(file)) || ignore.patterns.some(({ negated }) => negated)) continue;
    const by = ignore.patterns.findLast(({ matches }) => matches(path));
    yield {
      at,
      message: `COPY does not find ${path}: ${ignore.path} leaves it out of the context.`,
      related: by ? [{ at: by.at, message: "This pattern matches it." }] : [],
    };
  }
}

/** Submodules and folders that Git leaves out are not in every copy of the repository. */
const mayComeLater = (facts: Facts, path: string): boolean =>
  facts.repository.hasFile(".gitmodules") || inContext(facts, { context: "" }, path) === "unknown";

/** The same file as it is reached from the context. */
function otherPath(facts: Facts, context: string, text: string): string | undefined {
  const path = posix.normalize(text).replace(/^(\.\/|\/)+/, "");
  const stripped =
    context !== "" && path.startsWith(`${posix.basename(context)}/`)
      ? path.slice(posix.basename(context).length + 1)
      : undefined;
  if (stripped === "") return ".";
  return stripped !== undefined && facts.repository.exists(posix.join(context, stripped)) === "yes"
    ? stripped
    : undefined;
}
