import type { Engine } from "../../engine/engine.ts";
import { prepareBuilds } from "../../image/prepare-builds.ts";
import type { LoadedStack } from "../../model/stack.ts";
import { describeStack } from "../../plan/describe-stack.ts";
import type { Desired } from "../../plan/desired.ts";
import { readFileSources } from "../../plan/read-file-sources.ts";
import { unknownService } from "../../plan/unknown-service.ts";
import type { Context } from "../context.ts";
import { version } from "../version.ts";
import { enableServices } from "./enable-services.ts";

export interface DesiredState {
  loaded: LoadedStack;
  engine: Engine;
  desired: Desired;
}

export interface DesiredStateOptions {
  /** Services named on the command line: their profiles are active with them. */
  services: readonly string[];
  scale?: Readonly<Record<string, number>>;
  /** Services that other options name. */
  named?: readonly string[];
  /** The stack with its values, where it is at hand. */
  loaded?: LoadedStack;
  /** The engine, where it is connected to already. */
  engine?: Engine | undefined;
}

/**
 * Loads the stack with its secrets, connects, and says what the engine should have.
 *
 * @throws UserError `not-found` for a service that an option names and the stack does not have.
 */
export async function describeDesired(
  context: Context,
  { services, scale = {}, named = [], loaded: given, engine: connected }: DesiredStateOptions,
): Promise<DesiredState> {
  const read = given ?? (await context.load("values"));
  const known = [...Object.keys(read.stack.services), ...Object.keys(read.inactive)];
  const unknown = [...Object.keys(scale), ...named].find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownService(unknown, known, read.stack.name);
  const loaded = await prepareBuilds(enableServices(read, services), { services });
  const engine = connected ?? (await context.connect(loaded));
  const fileContents = await readFileSources(loaded);
  const desired = describeStack(loaded.stack, { ...describeOptions(loaded, engine), scale, fileContents });
  return { loaded, engine, desired };
}

/** What every description of a stack for an engine is made with. */
export function describeOptions(loaded: LoadedStack, engine: Engine) {
  const { directory, files, inactive } = loaded;
  return { engine: { apiVersion: engine.apiVersion ?? "1.41" }, directory, files, inactive, version };
}
