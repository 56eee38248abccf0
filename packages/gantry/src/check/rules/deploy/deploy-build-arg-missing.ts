import type { ImageBuild } from "../../facts/build/image-build.ts";
import type { DockerfileFacts, Stage } from "../../facts/dockerfile/dockerfile-facts.ts";
import { feedingStages } from "../../facts/dockerfile/feeding-stages.ts";
import { isSecretName } from "../../facts/env/secret-name.ts";
import type { Facts } from "../../facts/facts.ts";
import { isPublicName } from "../../facts/service/references.ts";
import type { TextEdit } from "../../finding.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "deploy-build-arg-missing",
  group: "deploy",
  severity: "error",
  summary: "A build passes every argument that its Dockerfile needs",
  why: "ARG without a default is empty when nobody passes it, and the build goes on: the address of the API is missing in what browsers get, the version says nothing, a download has half a URL. On the developer's machine, where Compose passes it, everything is well.",
  fix: "Pass it: build-args of the action, --build-arg, or build.args of the Compose file; or give ARG a default.",
  links: ["https://docs.docker.com/build/building/variables/", "https://github.com/docker/build-push-action#inputs"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const build of facts.builds) {
      if (
        !build.production ||
        build.by === "nobody" ||
        !build.dockerfile ||
        !build.stage ||
        hidesArguments(facts, build)
      )
        continue;
      const seen = new Set<string>();
      const defaults = globalDefaults(build.dockerfile);
      for (const stage of feedingStages(build.dockerfile, build.stage)) {
        for (const { name, at } of neededArguments(stage)) {
          if (seen.has(name) || defaults.has(name) || build.args.has(name) || isSecretName(name)) continue;
          // What a service lacks of these is told of with the variables that browsers get.
          if (build.by === "service" && isPublicName(name)) continue;
          seen.add(name);
          yield {
            at: build.args.values().next().value?.at ?? build.at,
            ...(namesBuild.test(name) && { severity: "info" as const }),
            message: `The build of ${build.dockerfile.path} does not pass ${name}, which has no default.`,
            related: [{ at, message: `${name} is needed here.` }],
            fix: { title: `Pass ${name}`, suggestion: true, edits: pass(facts, build, name) },
          };
        }
      }
    }
  },
});

/** Arguments that a variable, a merge or a file may bring. */
function hidesArguments(facts: Facts, { by, service, at }: ImageBuild): boolean {
  if (service) return service.stack.isUnclear("services", service.name, "build", "args");
  if (by !== "workflow") return false;
  const step = facts.workflows
    .flatMap(({ jobs }) => jobs.flatMap(({ steps }) => steps))
    .find((each) => each.at.file === at.file && each.at.line === at.line);
  const given = step?.with.get("build-args")?.text ?? "";
  return given.split("\n").some((line) => /^\s*\$\{\{/.test(line));
}

/** What a program only says of itself. */
const namesBuild =
  /^((APP|BUILD|GIT)_)?(VERSION|REVISION|COMMIT|COMMIT_SHA|SHA|BRANCH|TAG|DATE|TIME|NUMBER)$|^VCS_REF$/;

/** Arguments that the builder itself sets. */
const predefined =
  /^((HTTPS?|NO|ALL|FTP)_PROXY|(https?|no|all|ftp)_proxy|(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT)|BUILDKIT_\w+|SOURCE_DATE_EPOCH|TARGETSTAGE)$/;

/** The arguments of a stage that have no default, and that something after them takes for granted. */
function* neededArguments(stage: Stage): Generator<{ name: string; at: Place }> {
  for (const [index, { keyword, pairs }] of stage.instructions.entries()) {
    if (keyword !== "ARG") continue;
    for (const { name, value, at } of pairs) {
      if (value !== undefined || predefined.test(name) || !/^\w+$/.test(name)) continue;
      const after = stage.instructions
        .slice(index + 1)
        // A label without a value changes nothing that runs.
        .filter((each) => each.keyword !== "ARG" && each.keyword !== "LABEL")
        .map(({ start, end }) => stage.source.text.slice(start, end))
        .join("\n");
      const isUsed = new RegExp(`\\$(${name}\\b|\\{${name}\\})`).test(after);
      const isOptional = new RegExp(
        `-[nz] +"?\\$\\{?${name}\\b|\\$\\{${name}:?[-+]|\\[\\[? +"?\\$\\{?${name}\\}?"? +=`,
      ).test(after);
      if (isUsed && !isOptional) yield { name, at };
    }
  }
}

/** `ARG NAME=default` before the first FROM is what `ARG NAME` in a stage takes. */
const globalDefaults = ({ instructions, stages }: DockerfileFacts): ReadonlySet<string> =>
  new Set(
    instructions
      .filter(({ keyword, start }) => keyword === "ARG" && start < (stages[0]?.from.start ?? 0))
      .flatMap(({ pairs }) => pairs.filter(({ value }) => value !== undefined).map(({ name }) => name)),
  );

function pass(facts: Facts, { by, service, args, at }: ImageBuild, name: string): TextEdit[] {
  if (by === "service" && service)
    return args.size > 0 ? addEntry(facts, service.keyAt("build", "args"), name, `\${${name}:?set ${name}}`) : [];
  const last = [...args.values()].at(-1)?.at;
  const source = last && facts.repository.read(last.file);
  if (by !== "workflow" || !last || !source || at.file !== last.file) return [];
  const line = source.line(last.line);
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  if (line.slice(0, last.column - 1) !== indent) return [];
  const end = source.offsetAt({ line: last.line, column: line.length + 1 });
  return [{ file: source.path, start: end, end, text: `\n${indent}${name}=\${{ vars.${name} }}` }];
}
