import { applyPlan } from "../../apply/apply-plan.ts";
import { UserError } from "../../model/error.ts";
import { observe } from "../../plan/observe.ts";
import type { Plan } from "../../plan/plan.ts";
import { planDown } from "../../plan/plan-down.ts";
import { refuseFrontInUse } from "../../release/front/refuse-front-in-use.ts";
import { withdrawFromFront } from "../../release/front/withdraw-from-front.ts";
import { findState } from "../../release/state/open-state.ts";
import { removeState } from "../../release/state/remove-state.ts";
import { stateNames } from "../../release/state/state-names.ts";
import type { Handler } from "../commands/definition.ts";
import type { downOptions } from "../commands/down.ts";
import type { Context } from "../context.ts";
import { toGraceSeconds } from "./grace-seconds.ts";
import { createNotices } from "./plan-notices.ts";
import { checkServices, describeProject, openProject } from "./project.ts";
import { showRun } from "./show-run.ts";

export const runDown: Handler<typeof downOptions> = async (context, { operands, options }) => {
  const { signal } = context;
  const project = await openProject(context, operands);
  const { name, engine } = project;
  await refuseFrontInUse(engine, name, signal);
  const desired = describeProject(project);
  const observed = await observe(engine, name, desired, { signal });
  checkServices(operands, project, observed);
  const plan = planDown(desired, observed, {
    services: operands.length > 0 ? operands : undefined,
    volumes: options.volumes,
    // Without a stack file every container of the project is one that no service is known for.
    removeOrphans: options.removeOrphans || desired === undefined,
    graceSeconds: toGraceSeconds(options.timeout),
  });
  const forgets = options.volumes && operands.length === 0 && (await findState(engine, name, { signal })) !== undefined;
  await confirmVolumes(context, plan, forgets);
  for (const message of createNotices("down")(plan)) context.warn(message);
  await showRun(context, async (emit) => {
    const withdrawn = operands.length === 0 && (await withdrawFromFront({ engine, project: name, signal }));
    const { milliseconds, changed: removed } = await applyPlan(plan, { engine, emit, signal });
    const changed = withdrawn || removed;
    if (forgets) await removeState(engine, name, { signal });
    return { milliseconds, summary: changed ? `${name} is down` : `${name}: nothing to take down` };
  });
  return 0;
};

/** Data is deleted only after a yes. */
async function confirmVolumes({ globals, terminal, redact }: Context, plan: Plan, forgets: boolean): Promise<void> {
  const own = plan.operations.flatMap((operation) => (operation.type === "remove-volume" ? [operation.name] : []));
  const volumes = [...own, ...(forgets ? [`${stateNames(plan.project).volume} (its releases)`] : [])];
  if (volumes.length === 0 || globals.yes) return;
  const list = volumes.map((volume) => `  ${volume}`).join("\n");
  if (!terminal.interactive) {
    throw new UserError("--volumes deletes volumes with all that is in them, and there is no terminal to ask at.", {
      code: "refused",
      exitCode: 2,
      detail: volumes.join("\n"),
      fix: "Add --yes to delete these volumes.",
    });
  }
  const { confirm } = await import("../confirm.ts");
  terminal.stderr.write(redact(`These volumes will be deleted with all that is in them:\n${list}\n`));
  if (await confirm("Delete them?")) return;
  throw new UserError("Nothing was changed.", { code: "refused", fix: "Leave --volumes out to keep them." });
}
