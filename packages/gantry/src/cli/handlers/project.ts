import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../model/error.ts";
import type { LoadedStack } from "../../model/stack.ts";
import { describeStack } from "../../plan/describe-stack.ts";
import type { Desired } from "../../plan/desired.ts";
import { label } from "../../plan/labels.ts";
import type { Observed } from "../../plan/observed.ts";
import { unknownService } from "../../plan/unknown-service.ts";
import type { Context } from "../context.ts";
import { describeOptions } from "./desired-state.ts";
import { enableServices } from "./enable-services.ts";

/** A project as it is on an engine, with its stack when there is a file to read it from. */
export interface Project {
  name: string;
  engine: Engine;
  loaded: LoadedStack | undefined;
}

/**
 * Finds what a command that changes no definition works on. No secret is needed for that, and with `-p` not even a stack file:
 * the containers' labels say what belongs to the project.
 */
export async function openProject(context: Context, services: readonly string[]): Promise<Project> {
  const loaded = await loadIfPresent(context);
  const enabled = loaded && enableServices(loaded, services);
  const engine = await context.connect(enabled);
  const name = enabled?.stack.name ?? context.globals.project ?? "";
  return { name, engine, loaded: enabled };
}

async function loadIfPresent(context: Context): Promise<LoadedStack | undefined> {
  const { project, file } = context.globals;
  try {
    return await context.load("references");
  } catch (error) {
    const absent = error instanceof UserError && error.code === "not-found" && file.length === 0;
    if (absent && project !== undefined) return undefined;
    throw error;
  }
}

/** What the stack wants on this engine, as far as it takes no secret and no file content to say. */
export function describeProject({ loaded, engine }: Project): Desired | undefined {
  return loaded && describeStack(loaded.stack, describeOptions(loaded, engine));
}

/** @throws UserError `not-found` for a service that neither the stack nor the project's containers know. */
export function checkServices(
  names: readonly string[],
  project: Project,
  observed: Pick<Observed, "containers">,
): void {
  const known = new Set(Object.keys(project.loaded?.stack.services ?? {}));
  for (const { Config } of observed.containers) known.add(Config.Labels?.[label.service] ?? "");
  known.delete("");
  requireKnown(names, known, project.name);
}

/** @throws UserError `not-found`, with the nearest known name. */
export function requireKnown(names: readonly string[], known: ReadonlySet<string>, project: string): void {
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownService(unknown, [...known], project);
}
