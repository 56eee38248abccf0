import { runsRemotely } from "../../../facts/ci/remote-shell.ts";
import type { WorkflowFacts, WorkflowJob, WorkflowStep } from "../../../facts/ci/workflow-facts.ts";
import type { Facts } from "../../../facts/facts.ts";
import type { ShellDocument } from "../../../shell/shell-document.ts";

/** Shell text that a workflow or script hands to a shell on a server. */
export interface RemoteDocument {
  readonly document: ShellDocument;
  /** Of an action that runs it; undefined for ssh. */
  readonly step: WorkflowStep | undefined;
  readonly job: WorkflowJob | undefined;
  readonly workflow: WorkflowFacts | undefined;
}

export function* remoteDocuments(facts: Facts): Generator<RemoteDocument> {
  for (const workflow of facts.workflows) {
    for (const job of workflow.jobs) {
      for (const step of job.steps) {
        if (!step.shell) continue;
        if (step.remote) yield { document: step.shell, step, job, workflow };
        else
          for (const document of nestedRemotes(facts, step.shell)) yield { document, step: undefined, job, workflow };
      }
    }
  }
  for (const document of facts.shellDocuments) {
    if (document.origin.type === "workflow" || document.origin.type === "markdown") continue;
    if (!/\bssh\b/.test(document.text)) continue;
    for (const inner of nestedRemotes(facts, document))
      yield { document: inner, step: undefined, job: undefined, workflow: undefined };
  }
}

const nestedRemotes = (facts: Facts, { text, commands }: ShellDocument): ReadonlySet<ShellDocument> =>
  text.includes("ssh")
    ? new Set(commands.map(({ document }) => document).filter((document) => runsRemotely(facts, document)))
    : new Set();
