import { formatOperation, planToJson, summarizePlan } from "../../plan/format-operation.ts";
import { observe } from "../../plan/observe.ts";
import { planUp } from "../../plan/plan-up.ts";
import type { Handler } from "../commands/definition.ts";
import type { planOptions } from "../commands/plan.ts";
import { environmentHost } from "../environment-host.ts";
import { jsonVersion } from "../json-version.ts";
import { describeDesired } from "./desired-state.ts";
import { parseScale } from "./parse-scale.ts";
import { planDeployment } from "./plan-deployment.ts";
import { createNotices } from "./plan-notices.ts";
import { toPlanUpOptions } from "./up-plan-options.ts";

export const runPlan: Handler<typeof planOptions> = async (context, { operands, options }) => {
  const loaded = await context.load("values");
  if (context.globals.env !== undefined && environmentHost(loaded) !== undefined)
    return planDeployment(context, loaded, { operands, options });
  const scale = parseScale(options.scale);
  const upOptions = toPlanUpOptions(operands, options);
  const { engine, desired } = await describeDesired(context, {
    services: operands,
    scale,
    named: options.replace,
    loaded,
  });
  const observed = await observe(engine, desired.project, desired, { signal: context.signal });
  const plan = planUp(desired, observed, upOptions);
  if (context.globals.json) {
    context.printJson({ version: jsonVersion, ...planToJson(plan) });
  } else {
    const { dim, bold } = context.terminal.outColors;
    context.print(`${bold(plan.project)}  ${summarizePlan(plan)}`);
    for (const operation of plan.operations) context.print(`  ${formatOperation(operation)}`);
    if (plan.provisional) context.print(dim("  Images are fetched or built first; what they change is planned then."));
    for (const message of createNotices("up")(plan)) context.warn(message);
  }
  // Waiting for what is right already changes nothing.
  const changes = plan.operations.filter(({ type }) => type !== "await-container");
  return options.detailedExitcode && changes.length > 0 ? 3 : 0;
};
