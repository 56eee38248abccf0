import { planStart } from "../../plan/plan-stop.ts";
import type { Handler } from "../commands/definition.ts";
import type { startOptions } from "../commands/start.ts";
import { applyToProject } from "./apply-to-project.ts";

export const runStart: Handler<typeof startOptions> = async (context, { operands, options }) => {
  const services = operands.length > 0 ? operands : undefined;
  await applyToProject(context, {
    services: operands,
    plan: (desired, observed) => planStart(desired, observed, { services }),
    waitTimeout: options.waitTimeout,
    done: "started",
  });
  return 0;
};
