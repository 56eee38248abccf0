import { UserError } from "../../model/error.ts";
import type { PlanUpOptions } from "../../plan/plan.ts";
import type { OptionValues } from "../commands/definition.ts";
import type { planOptions } from "../commands/plan.ts";

type Options = Omit<OptionValues<typeof planOptions>, "detailedExitcode" | "scale">;

/** What `up` and `plan` tell the planner. Both give the same answer because both ask here. */
export function toPlanUpOptions(services: readonly string[], options: Options): PlanUpOptions {
  if (options.forceRecreate && !options.recreate) {
    throw new UserError("--force-recreate and --no-recreate contradict each other.", {
      code: "usage",
      fix: "Give one of them.",
    });
  }
  return {
    services: services.length > 0 ? services : undefined,
    noDeps: !options.deps,
    recreate: options.forceRecreate ? "always" : options.recreate ? "changed" : "never",
    removeOrphans: options.removeOrphans,
    pull: options.pull as PlanUpOptions["pull"],
    build: options.build,
    replace: new Set(options.replace),
    renewAnonymousVolumes: options.renewAnonVolumes,
  };
}
