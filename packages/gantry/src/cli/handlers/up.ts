import type { ApplyOptions } from "../../apply/apply-options.ts";
import { converge } from "../../apply/converge.ts";
import type { BuildSecretSource } from "../../image/build/build-target.ts";
import { UserError } from "../../model/error.ts";
import type { LoadedStack } from "../../model/stack.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Handler } from "../commands/definition.ts";
import type { upOptions } from "../commands/up.ts";
import type { Context } from "../context.ts";
import { describeDesired } from "./desired-state.ts";
import { findUrls } from "./find-urls.ts";
import { parseScale } from "./parse-scale.ts";
import { createNotices } from "./plan-notices.ts";
import { showRun } from "./show-run.ts";
import { toPlanUpOptions } from "./up-plan-options.ts";

export const runUp: Handler<typeof upOptions> = async (context, { operands, options }) => {
  const scale = parseScale(options.scale);
  const planOptions = toPlanUpOptions(operands, options);
  if (options.check && context.globals.env === "production") {
    const { checkBefore } = await import("./check-before.ts");
    await checkBefore(context, "up");
  }
  const { loaded, engine, desired } = await describeDesired(context, {
    services: operands,
    scale,
    named: options.replace,
  });
  const notices = createNotices("up");
  await showRun(context, async (emit) => {
    const applied = converge(desired, {
      ...applyOptions(context, loaded),
      engine,
      emit,
      waitTimeout: options.waitTimeout,
      plan: planOptions,
      review: (plan) => {
        for (const message of notices(plan)) emit({ type: "warning", time: Date.now(), message });
      },
    });
    const result = await applied.catch((error: unknown) => {
      throw sayHowToGoOn(error);
    });
    const urls = await findUrls(engine, loaded, context.signal);
    return { milliseconds: result.milliseconds, summary: summarizeResult(result.plan, result.changed), urls };
  });
  return 0;
};

/** What applying a plan needs to know of where the stack came from. */
export function applyOptions({ signal }: Context, loaded: LoadedStack): Omit<ApplyOptions, "engine"> {
  return {
    signal,
    directory: loaded.directory,
    environment: { ...process.env, ...loaded.variables },
    buildSecrets: findBuildSecrets(loaded),
    services: loaded.stack.services,
  };
}

/** Where builds find the stack's secrets. One whose variable is not set has no source. */
export function findBuildSecrets({ stack, variables }: LoadedStack): Record<string, BuildSecretSource> {
  const sources: Record<string, BuildSecretSource> = {};
  for (const [name, { file, environment, content }] of Object.entries(stack.secrets ?? {})) {
    const value = environment === undefined ? content : variables[environment];
    if (file !== undefined) sources[name] = { file };
    else if (value !== undefined) sources[name] = { value };
  }
  return sources;
}

function summarizeResult({ project }: Plan, changed: boolean): string {
  return changed ? `${project} is up` : `${project} is up; nothing had to change`;
}

/** After Ctrl-C: what stands, stands; the next step is the user's. */
function sayHowToGoOn(error: unknown): unknown {
  if (!(error instanceof UserError) || error.code !== "interrupted") return error;
  const { message, code, detail, cause } = error;
  const fix = "To go on: gantry up. To take it down: gantry down.";
  return new UserError(message, { code, fix, cause, ...(detail === undefined ? {} : { detail }) });
}
