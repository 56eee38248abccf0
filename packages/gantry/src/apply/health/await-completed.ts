import type { Engine } from "../../engine/engine.ts";
import { type AwaitedContainer, containerExited } from "../container/container-failure.ts";

/** Waits until a container has ended with 0. @throws UserError `container-exited` with its last lines when it ended otherwise. */
export async function awaitCompleted(
  container: AwaitedContainer,
  { engine, signal }: { engine: Engine; signal: AbortSignal },
): Promise<void> {
  const { exitCode } = await engine.containers.wait(container.id, { condition: "not-running", signal });
  if (exitCode !== 0) throw await containerExited(engine, container, { exitCode });
}
