import type { WorkflowFacts, WorkflowJob, WorkflowStep } from "../../facts/ci/workflow-facts.ts";
import type { Facts } from "../../facts/facts.ts";
import type { TextEdit } from "../../finding.ts";
import { replaceValue } from "../../fix/edit.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import { entriesOf, nodeAt } from "../../parse/tree-access.ts";
import { defineRule } from "../../rule.ts";
import type { ShellDocument } from "../../shell/shell-document.ts";
import { remoteDocuments } from "./shared/remote-documents.ts";

export const rule = defineRule({
  id: "deploy-remote-env-not-forwarded",
  group: "deploy",
  severity: "error",
  summary: "A script on a server gets the variables that it reads",
  why: "The action starts a shell on the server, and the variables of the job stay on the runner: they are empty there unless envs names them. The login gets an empty password, the image an empty name; without set -e the script goes on.",
  fix: "Name the variables under envs, and set them under env of the step.",
  links: ["https://github.com/appleboy/ssh-action#pass-environment-variables-to-shell-script"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const { document, step, job, workflow } of remoteDocuments(facts)) {
      if (!step?.uses?.startsWith("appleboy/ssh-action@") || !job || !workflow) continue;
      if (/(^|[\s;&])(source|\.)\s|set -a|allexport/.test(document.text) || step.with.get("allenvs")?.text === "true")
        continue;
      const given = new Set((step.with.get("envs")?.text ?? "").split(/[\s,]+/).filter(Boolean));
      const missing = variablesRead(document).filter(({ name }) => !given.has(name));
      const names = [...new Set(missing.map(({ name }) => name))];
      const [first] = missing;
      if (!first) continue;
      const known = names.every((name) => isSet(name, step, job, workflow));
      yield {
        at: first.at,
        message: `The script reads ${names.join(", ")} on the server, where ${names.length === 1 ? "it is" : "they are"} not set: envs does not name ${names.length === 1 ? "it" : "them"}.`,
        fix: {
          title: known
            ? `Name ${names.join(", ")} under envs`
            : `Name ${names.join(", ")} under envs, and set what is missing under env`,
          suggestion: !known,
          edits: forward(facts, step, workflow, [...given, ...names]),
        },
      };
    }
  },
});

/** Upper-case variables without a default that the text does not set itself. */
function variablesRead({ text, snippet, commands }: ShellDocument) {
  const assigned = new Set(commands.flatMap(({ assignments }) => [...assignments.keys()]));
  for (const [, name = ""] of text.matchAll(/(?:^|[\s;&(])(?:export |local |readonly |declare )?([A-Z_][A-Z0-9_]*)=/g))
    assigned.add(name);
  for (const [, name = ""] of text.matchAll(/\b(?:for|read(?: -\w+)*) ([A-Z_][A-Z0-9_]*)\b/g)) assigned.add(name);
  // What stands in single quotes is not expanded here; what they hold is kept as blanks, so that places stay.
  const bare = text.replace(/'[^'\n]*'/g, (quoted) => " ".repeat(quoted.length));
  return [...bare.matchAll(/(?<!\\)\$(?:\{([A-Z][A-Z0-9_]*)\}|([A-Z][A-Z0-9_]*))/g)].flatMap((match) => {
    const name = match[1] ?? match[2] ?? "";
    return assigned.has(name) || ofServer.test(name)
      ? []
      : [
          {
            name,
            at: snippet.source.placeOf(snippet.offsetAt(match.index), snippet.offsetAt(match.index) + match[0].length),
          },
        ];
  });
}

const ofServer =
  /^(HOME|USER|LOGNAME|PWD|OLDPWD|PATH|SHELL|HOSTNAME|UID|EUID|TERM|LANG|TMPDIR|RANDOM|SECONDS|EDITOR|IFS|BASH\w*|SSH_\w+|XDG_\w+)$/;

/** Whether the runner has it: of the step, the job, the workflow, or GitHub itself. */
const isSet = (name: string, step: WorkflowStep, job: WorkflowJob, { root }: WorkflowFacts): boolean =>
  step.env.has(name) ||
  job.env.has(name) ||
  entriesOf(nodeAt(root, "env")).has(name) ||
  (/^(GITHUB|RUNNER)_/.test(name) && name !== "GITHUB_TOKEN");

function forward(
  facts: Facts,
  { node, with: given }: WorkflowStep,
  { path }: WorkflowFacts,
  names: readonly string[],
): TextEdit[] {
  const envs = given.get("envs");
  if (envs) return replaceValue(facts, envs.at, names.join(","));
  const keyAt = nodeAt(node, "with")?.keyAt;
  return keyAt ? addEntry(facts, { ...keyAt, file: path }, "envs", names.join(",")) : [];
}
