import { basename } from "node:path";
import { isInWorkflow, runsRemotely } from "../../../facts/ci/remote-shell.ts";
import type { WorkflowFacts, WorkflowJob, WorkflowStep } from "../../../facts/ci/workflow-facts.ts";
import type { ComposeCommand } from "../../../facts/compose/compose-command.ts";
import { isDeployment, productionName } from "../../../facts/compose/production-scope.ts";
import type { Facts } from "../../../facts/facts.ts";
import type { StackFacts } from "../../../facts/stack-facts.ts";
import type { ShellCommand } from "../../../shell/shell-document.ts";

/** Commands that run one after the other: of a job with all its steps, of a script, of a make target; or those of a page of documentation. */
export interface Procedure {
  readonly kind: "job" | "script" | "documentation";
  readonly commands: readonly ShellCommand[];
  /** The steps of a job. */
  readonly steps: readonly WorkflowStep[];
  readonly workflow: WorkflowFacts | undefined;
  readonly job: WorkflowJob | undefined;
}

export function proceduresOf(facts: Facts): Procedure[] {
  const procedures: Procedure[] = [];
  for (const workflow of facts.workflows) {
    for (const job of workflow.jobs) {
      const commands = job.steps.flatMap(({ shell }) => shell?.commands ?? []);
      procedures.push({ kind: "job", commands, steps: job.steps, workflow, job });
    }
  }
  const pages = new Map<string, ShellCommand[]>();
  for (const document of facts.shellDocuments) {
    const { origin, file, text } = document;
    // Parsing what has nothing to do with containers would cost more than the rules.
    if (origin.type === "workflow" || !/docker|podman|ssh|curl|wget/.test(text)) continue;
    if (origin.type === "markdown") {
      const page = pages.get(file) ?? [];
      page.push(...document.commands);
      pages.set(file, page);
    } else
      procedures.push({ kind: "script", commands: document.commands, steps: [], workflow: undefined, job: undefined });
  }
  for (const commands of pages.values())
    procedures.push({ kind: "documentation", commands, steps: [], workflow: undefined, job: undefined });
  return procedures;
}

/** What each command asks of Docker Compose. */
export const composeUses = (facts: Facts): ReadonlyMap<ShellCommand, ComposeCommand> =>
  new Map(facts.composeCommands.map((use) => [use.command, use]));

/** The stack that a command works with. */
export const stackOf = (facts: Facts, use: ComposeCommand): StackFacts | undefined => facts.stackOf(use);

/** Whether a command is run where production is: by a deployment, on another machine, or with files that are named so. */
export const isProductionUse = (facts: Facts, use: ComposeCommand): boolean =>
  runsRemotely(facts, use.command.document) ||
  (!isOnFreshMachine(facts, use) &&
    (isDeployment(use) || use.files.some((file) => productionName.test(basename(file)))));

/** A runner of GitHub's own is new for each job: nothing is there that could be stale. One that talks to another engine is not. */
function isOnFreshMachine({ workflows }: Facts, { command }: ComposeCommand): boolean {
  if (!isInWorkflow(command.document)) return false;
  const workflow = workflows.find(({ path }) => path === command.document.file);
  return (
    workflow?.kind === "github" &&
    !/self-hosted|DOCKER_HOST|DOCKER_CONTEXT|--context|context use/.test(workflow.source.text)
  );
}
