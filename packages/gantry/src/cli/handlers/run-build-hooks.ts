import type { Engine } from "../../engine/engine.ts";
import type { LoadedStack } from "../../model/stack.ts";
import type { DeployEvent } from "../../release/deploy/deploy-event.ts";
import { createHookRunner } from "../../release/hooks/create-hook-runner.ts";
import type { Context } from "../context.ts";
import { describeOptions } from "./desired-state.ts";

/** The stack's commands for the moment before its images are built. */
export async function runBuildHooks(
  { signal }: Context,
  loaded: LoadedStack,
  { engine, emit }: { engine: Engine; emit: (event: DeployEvent) => void },
): Promise<void> {
  const { stack, directory, environment } = loaded;
  const run = createHookRunner({
    ...{ engine, stack, directory, environment: process.env },
    describe: describeOptions(loaded, engine),
    facts: { project: stack.name, environment, host: engine.address },
    emit: (event) => emit({ ...event, time: Date.now() } as DeployEvent),
  });
  await run("pre_build", {}, signal);
}
