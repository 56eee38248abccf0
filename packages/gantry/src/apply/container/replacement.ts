import type { Engine } from "../../engine/engine.ts";
import { isGone } from "../../engine/is-gone.ts";
import { UserError } from "../../model/error.ts";
import { predecessorName, successorName } from "../../plan/container-names.ts";
import type { ReplaceContainer } from "../../plan/operation.ts";
import { createContainer } from "./create-container.ts";
import { removeContainer, stopContainer } from "./remove-container.ts";

const patience = 60_000;

/**
 * One container taking another's place. Nothing is removed before its successor is proven: until `retire`, `undo` puts the old one back as it was.
 * Names say how far it came, so that a run that is ended at any point can be gone on with.
 */
export interface Replacement {
  /** Makes the successor beside the old one, unless an earlier run has. Returns its id. */
  create(): Promise<{ id: string; warnings: string[] }>;
  /** Stops the old one, gives the successor its name, and starts it. */
  swap(): Promise<void>;
  /** Removes the old one. */
  retire(): Promise<void>;
  /** Removes the successor, gives the old one its name back, and starts it when it ran before. Returns what could not be done. */
  undo(): Promise<UserError | undefined>;
}

export function createReplacement(
  operation: ReplaceContainer,
  { engine, signal }: { engine: Engine; signal: AbortSignal },
): Replacement {
  const { name, old } = operation;
  const aside = predecessorName(name, old.id);
  let successor = operation.successor;
  // Set before each step, so that undoing covers a step that was only half done.
  let touched = old.name !== name;

  return {
    create: async () => {
      if (successor) return { id: successor.id, warnings: [] };
      const created = await createContainer(engine, successorName(name), operation.spec, signal);
      successor = { id: created.id, name: successorName(name) };
      return created;
    },
    swap: async () => {
      if (!successor) throw new Error(`The successor of ${name} was not created.`);
      signal.throwIfAborted();
      touched = true;
      await stopContainer(engine, old.id, { signal });
      if (old.name === name) await engine.containers.rename(old.id, aside, { signal });
      if (successor.name !== name) await engine.containers.rename(successor.id, name, { signal });
      await engine.containers.start(successor.id, { signal });
    },
    retire: () => removeContainer(engine, old.id, { signal, volumes: true }),
    undo: async () => {
      const limited = { signal: AbortSignal.timeout(patience) };
      try {
        if (successor) await removeContainer(engine, successor.id, { ...limited, volumes: true, force: true });
        if (!touched) return undefined;
        const found = await engine.containers.inspect(old.id, limited);
        if (found.Name !== `/${name}`) await engine.containers.rename(old.id, name, limited);
        if (old.running && !found.State.Running) await engine.containers.start(old.id, limited);
        return undefined;
      } catch (cause) {
        const gone = isGone(cause) ? "it is gone" : cause instanceof Error ? cause.message : String(cause);
        return new UserError(`${operation.service}: the previous container could not be put back: ${gone}.`, {
          code: "failed",
          fix: `Look at it with "docker ps -a --filter id=${old.id.slice(0, 12)}", and run the command again.`,
          cause,
        });
      }
    },
  };
}
