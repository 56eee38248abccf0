import type { ShellDocument } from "../../shell/shell-document.ts";
import type { Facts } from "../facts.ts";
import { rememberedFor } from "../lazy.ts";

/** Whether shell text runs on another machine: it is given to ssh, or an action runs it on a server. */
export function runsRemotely(facts: Facts, document: ShellDocument): boolean {
  const { origin } = document;
  if (origin.type === "workflow") return remoteScriptsOf(facts).has(document);
  return origin.type === "nested" && (origin.remote || runsRemotely(facts, origin.within.document));
}

/** Whether shell text belongs to a workflow, also as a text that one of its commands is given. */
export function isInWorkflow({ origin }: ShellDocument): boolean {
  return origin.type === "nested" ? isInWorkflow(origin.within.document) : origin.type === "workflow";
}

/** The scripts that actions such as `appleboy/ssh-action` run on a server. */
const remoteScriptsOf = rememberedFor(
  (facts: Facts): ReadonlySet<ShellDocument> =>
    new Set(
      facts.workflows.flatMap(({ jobs }) =>
        jobs.flatMap(({ steps }) => steps.flatMap(({ shell, remote }) => (remote && shell ? [shell] : []))),
      ),
    ),
);
