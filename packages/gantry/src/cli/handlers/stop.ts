import { planStop } from "../../plan/plan-stop.ts";
import type { Handler } from "../commands/definition.ts";
import type { stopOptions } from "../commands/stop.ts";
import { applyToProject } from "./apply-to-project.ts";
import { toGraceSeconds } from "./grace-seconds.ts";

export const runStop: Handler<typeof stopOptions> = async (context, { operands, options }) => {
  const services = operands.length > 0 ? operands : undefined;
  const graceSeconds = toGraceSeconds(options.timeout);
  await applyToProject(context, {
    services: operands,
    plan: (desired, observed) => planStop(desired, observed, { services, graceSeconds }),
    done: "stopped",
  });
  return 0;
};
