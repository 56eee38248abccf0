import { UserError } from "../../model/error.ts";
import type { DeployPlan } from "../../plan/deploy/plan-deploy.ts";
import type { HostReport } from "../../release/deploy/inspect-host.ts";
import type { LockHolder } from "../../release/lock/lock-holder.ts";
import type { Context } from "../context.ts";
import type { DeployRunEvent } from "../render/deploy-reader.ts";
import { formatDeployPlan } from "./describe-deploy.ts";

/** Shows the plan, and asks where somebody can answer. */
export async function reviewDeploy(
  { globals, terminal, redact }: Context,
  plan: DeployPlan,
  report: HostReport,
): Promise<void> {
  if (globals.json || globals.quiet) return;
  for (const line of formatDeployPlan(plan, report)) terminal.stderr.write(redact(`${line}\n`));
  if (globals.yes || !terminal.interactive) return;
  const { confirm } = await import("../confirm.ts");
  if (await confirm("Go on?")) return;
  throw new UserError("Nothing was changed.", { code: "refused" });
}

export function tellWaiting(read: (event: DeployRunEvent) => void): (holder: LockHolder) => void {
  return ({ who, what }) => read({ type: "warning", time: Date.now(), message: `Waiting for ${who} to end: ${what}.` });
}
