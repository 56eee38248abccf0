import type { WorkflowFacts, WorkflowJob, WorkflowStep } from "../../facts/ci/workflow-facts.ts";
import type { Facts } from "../../facts/facts.ts";
import type { Report } from "../../finding.ts";
import { replaceValue } from "../../fix/edit.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import { nodeAt } from "../../parse/tree-access.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "deploy-workflow-run-sha",
  group: "deploy",
  severity: "error",
  summary: "A workflow that follows another deploys the commit that the other has tested",
  why: "A workflow that runs after another, on workflow_run, starts on the tip of the default branch: github.sha and a plain checkout are that commit, not the one that was tested. A push in between is built and deployed untested, under a tag that lies. And it runs after a failure as well, unless it looks at the conclusion.",
  fix: "Check out and tag github.event.workflow_run.head_sha, and run only when the conclusion is success.",
  links: [
    "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run",
  ],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const workflow of facts.workflows) {
      if (!workflow.events.includes("workflow_run")) continue;
      for (const job of workflow.jobs) {
        if (!job.steps.some(usesCode)) continue;
        yield* checkGuard(facts, workflow, job);
        for (const step of job.steps) yield* checkStep(facts, workflow, step);
      }
    }
  },
});

const isCheckout = ({ uses }: WorkflowStep): boolean => uses?.startsWith("actions/checkout@") ?? false;

/** Builds, checks out or deploys. A job that only tells somebody may run after a failure. */
const usesCode = (step: WorkflowStep): boolean =>
  isCheckout(step) ||
  step.remote ||
  /build-push-action|docker\//.test(step.uses ?? "") ||
  /\b(docker|kubectl|ssh|rsync)\b/.test(step.shell?.text ?? "");

function* checkGuard(facts: Facts, { jobs, path }: WorkflowFacts, job: WorkflowJob): Generator<Report> {
  const guarded = (each: WorkflowJob, depth = 0): boolean =>
    /conclusion/.test(each.condition ?? "") ||
    (depth < 20 && each.needs.some((name) => jobs.some((other) => other.id === name && guarded(other, depth + 1))));
  if (guarded(job) || job.steps.every((step) => /conclusion/.test(conditionOf(step)))) return;
  const keyAt = job.node.keyAt;
  const edits =
    job.condition === undefined && keyAt
      ? addEntry(facts, { ...keyAt, file: path }, "if", "github.event.workflow_run.conclusion == 'success'")
      : [];
  yield {
    at: job.at,
    message: `The job "${job.id}" runs after a failure too: nothing looks at the conclusion.`,
    fix: { title: "Run it after success only", edits },
  };
}

const conditionOf = ({ node }: WorkflowStep): string => {
  const condition = nodeAt(node, "if");
  return condition?.kind === "scalar" && typeof condition.value === "string" ? condition.value : "";
};

function* checkStep(facts: Facts, { events, path }: WorkflowFacts, step: WorkflowStep): Generator<Report> {
  const head = "${{ github.event.workflow_run.head_sha }}";
  if (isCheckout(step)) {
    const ref = step.with.get("ref");
    if (step.with.has("repository") || /head_(sha|branch)|inputs\.|outputs\./.test(ref?.text ?? "")) return;
    const keyAt = nodeAt(step.node, "with")?.keyAt;
    const usesAt = nodeAt(step.node, "uses")?.at;
    const edits = ref
      ? replaceValue(facts, ref.at, head)
      : keyAt
        ? addEntry(facts, { ...keyAt, file: path }, "ref", head)
        : usesAt
          ? addWith(facts, path, usesAt, head)
          : [];
    yield {
      at: ref?.at ?? step.at,
      message: "This checks out the tip of the branch, not the commit that was tested.",
      fix: { title: "Check out the tested commit", edits },
    };
  }
  // Other events have a commit of their own.
  if (events.length > 1) return;
  const source = facts.repository.read(path);
  const values = [...step.with.values(), ...step.env.values()].map(({ text, at }) => ({
    text,
    start: source?.offsetAt(at) ?? 0,
  }));
  const shell = step.shell ? [{ text: step.shell.text, start: step.shell.snippet.offsetAt(0) }] : [];
  for (const { text, start } of [...values, ...shell]) {
    const found = source && /\bgithub\.sha\b/.test(text) ? source.text.indexOf("github.sha", start) : -1;
    if (!source || found < 0) continue;
    yield {
      at: source.placeOf(found, found + "github.sha".length),
      message: "This is the tip of the default branch, not the commit that was tested.",
      fix: {
        title: "Name the tested commit",
        edits: [
          { file: path, start: found, end: found + "github.sha".length, text: "github.event.workflow_run.head_sha" },
        ],
      },
    };
  }
}

/** `with:` after `uses:`, at its indentation. */
function addWith(facts: Facts, path: string, at: { line: number; column: number }, ref: string) {
  const source = facts.repository.read(path);
  const before = source?.line(at.line).slice(0, at.column - 1) ?? "";
  const indent = /^(\s*(?:- )?)uses:\s*$/.exec(before)?.[1];
  if (!source || indent === undefined) return [];
  const space = " ".repeat(indent.length);
  const end = source.offsetAt({ line: at.line, column: source.line(at.line).length + 1 });
  return [{ file: path, start: end, end, text: `\n${space}with:\n${space}  ref: ${ref}` }];
}
