import { applyPlan } from "../../apply/apply-plan.ts";
import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../model/error.ts";
import type { Stack } from "../../model/stack.ts";
import { observe } from "../../plan/observe.ts";
import { readFileSources } from "../../plan/read-file-sources.ts";
import type { OptionValues } from "../commands/definition.ts";
import type { runOptions } from "../commands/run.ts";
import type { Context } from "../context.ts";
import { chooseReader } from "../render/choose-reader.ts";
import { version } from "../version.ts";
import { type DesiredState, describeDesired, describeOptions } from "./desired-state.ts";
import { planForOneOff } from "./plan-for-one-off.ts";
import { openProject, type Project, requireKnown } from "./project.ts";
import { findServingRelease, type ServingRelease } from "./serving-release.ts";
import { applyOptions } from "./up.ts";

/** What a one-off container of a service is made from. */
export interface RunGround {
  engine: Engine;
  stack: Stack;
  fileContents: ReadonlyMap<string, Uint8Array>;
  description: Omit<ReturnType<typeof describeOptions>, "inactive">;
}

type Options = Pick<OptionValues<typeof runOptions>, "deps" | "waitTimeout">;

/**
 * Finds what a command of a service is to run in. Of a deployed stack that is the release which serves, and nothing else is touched: its images may
 * be nowhere else, and its containers are not those that `up` would make. Otherwise it is the stack as it stands here, and what the service needs is
 * brought up.
 */
export async function prepareGround(context: Context, service: string, options: Options): Promise<RunGround> {
  const { signal, globals } = context;
  // Whoever names an environment may not have its secrets: those of a release lie with it.
  const project = globals.env === undefined ? undefined : await openProject(context, [service]);
  const state = project ? undefined : await describeDesired(context, { services: [service] });
  const engine = project?.engine ?? state?.engine;
  const name = project?.name ?? state?.desired.project ?? "";
  const serving = engine && (await findServingRelease(engine, name, signal));
  if (engine && serving) return useRelease(serving, { engine, loaded: project?.loaded ?? state?.loaded }, service);
  return await bringUp(context, state ?? (await describeDesired(context, { services: [service], engine })), {
    service,
    options,
  });
}

function useRelease(
  { id, bundle: { stack, fileContents } }: ServingRelease,
  { engine, loaded }: Pick<Project, "engine" | "loaded">,
  service: string,
): RunGround {
  if (stack.services[service] === undefined) {
    throw new UserError(`r${id}, which serves, has no service ${JSON.stringify(service)}.`, {
      code: "not-found",
      fix: `It has ${Object.keys(stack.services).join(", ")}. Deploy the service first, with its profile where it has one.`,
    });
  }
  const { directory = process.cwd(), files = [] } = loaded ?? {};
  const description = { engine: { apiVersion: engine.apiVersion ?? "1.41" }, directory, files, version };
  return { engine, stack, fileContents, description };
}

/** stdout is the command's: what happens before goes to stderr, also as JSON. */
async function bringUp(
  context: Context,
  { loaded, engine, desired }: DesiredState,
  { service, options: { deps, waitTimeout } }: { service: string; options: Options },
): Promise<RunGround> {
  const { stack } = loaded;
  requireKnown([service], new Set(Object.keys(stack.services)), stack.name);
  const observed = await observe(engine, desired.project, desired, { signal: context.signal });
  const plan = planForOneOff(desired, observed, { service, deps });
  if (plan.operations.length > 0) {
    using reader = chooseReader(context, context.terminal.stderr);
    await applyPlan(plan, { ...applyOptions(context, loaded), engine, emit: reader.read, waitTimeout });
  }
  const { inactive: _inactive, ...description } = describeOptions(loaded, engine);
  return { engine, stack, fileContents: await readFileSources(loaded), description };
}
