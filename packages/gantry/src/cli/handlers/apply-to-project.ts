import { applyPlan } from "../../apply/apply-plan.ts";
import type { Desired } from "../../plan/desired.ts";
import { observe } from "../../plan/observe.ts";
import type { Observed } from "../../plan/observed.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Context } from "../context.ts";
import { checkServices, describeProject, openProject } from "./project.ts";
import { showRun } from "./show-run.ts";

export interface ApplyToProjectOptions {
  services: readonly string[];
  plan: (desired: Desired, observed: Observed) => Plan;
  waitTimeout?: number | undefined;
  /** What is said at the end, such as "restarted". */
  done: string;
}

/** Carries out a plan for containers that exist already: stop, start, restart. */
export async function applyToProject(context: Context, options: ApplyToProjectOptions): Promise<void> {
  const { signal } = context;
  const project = await openProject(context, options.services);
  const { name, engine } = project;
  const desired = describeProject(project);
  const observed = await observe(engine, name, desired, { signal });
  checkServices(options.services, project, observed);
  const plan = options.plan(desired ?? emptyDesired(name), observed);
  for (const warning of plan.warnings) context.warn(warning);
  await showRun(context, async (emit) => {
    const { waitTimeout } = options;
    const { milliseconds, changed } = await applyPlan(plan, { engine, emit, signal, waitTimeout });
    return { milliseconds, summary: changed ? `${name} ${options.done}` : `${name}: nothing to do` };
  });
}

const emptyDesired = (project: string): Desired => ({
  project,
  networks: {},
  volumes: {},
  services: {},
  inactive: [],
  warnings: [],
});
