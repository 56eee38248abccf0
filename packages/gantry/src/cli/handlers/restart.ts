import { planRestart } from "../../plan/plan-restart.ts";
import type { Handler } from "../commands/definition.ts";
import type { restartOptions } from "../commands/restart.ts";
import { applyToProject } from "./apply-to-project.ts";
import { toGraceSeconds } from "./grace-seconds.ts";

export const runRestart: Handler<typeof restartOptions> = async (context, { operands, options }) => {
  const services = operands.length > 0 ? operands : undefined;
  const graceSeconds = toGraceSeconds(options.timeout);
  await applyToProject(context, {
    services: operands,
    plan: (desired, observed) => planRestart(desired, observed, { services, graceSeconds, noDeps: !options.deps }),
    waitTimeout: options.waitTimeout,
    done: "restarted",
  });
  return 0;
};
