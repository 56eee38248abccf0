import type { Readable } from "node:stream";
import type { Engine, OutputChunk } from "../engine/engine.ts";
import type { ContainerSpec } from "../plan/operation.ts";
import type { EmitEvent } from "./event.ts";

export interface RunOneOffOptions {
  engine: Engine;
  emit?: EmitEvent | undefined;
  /** Aborted: the container is stopped, and removed when `remove` is set. */
  signal?: AbortSignal | undefined;
  /** Remove the container when it has ended. */
  remove?: boolean | undefined;
  /** Start it and come back at once. */
  detach?: boolean | undefined;
  /** Goes to the container's stdin; its end ends that. Default: none. */
  input?: Readable | undefined;
  onOutput?: ((chunk: OutputChunk) => void) | undefined;
  /** With a TTY: its size now, and how to hear of changes; returns how to stop hearing. */
  terminal?:
    | {
        size(): { columns: number; rows: number };
        onResize(listener: () => void): () => void;
      }
    | undefined;
}

/**
 * Runs a container for one command, as `describeOneOff` describes it, and resolves with its exit code.
 * What the service depends on must be up before: a plan for its dependencies does that.
 */
export async function runOneOff(
  _oneOff: { name: string; spec: ContainerSpec },
  _options: RunOneOffOptions,
): Promise<{ id: string; exitCode: number }> {
  throw new Error("not there yet");
}
