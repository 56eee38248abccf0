import type { Engine } from "../../engine/engine.ts";
import { splitLines } from "./split-lines.ts";

export interface FollowOutputOptions {
  signal: AbortSignal;
  /** Unix time in seconds, by the engine's clock: nothing that is older. Default: everything. */
  since?: number | undefined;
  onLine: (line: string, stream: "stdout" | "stderr") => void;
}

/** Passes on what a container prints, line by line, until it ends. A log that cannot be read is no reason to fail. */
export async function followOutput(engine: Engine, id: string, options: FollowOutputOptions): Promise<void> {
  const { signal, since, onLine } = options;
  const lines = splitLines((line, stream) => onLine(line.trimEnd(), stream));
  try {
    for await (const chunk of engine.containers.logs(id, { follow: true, signal, ...(since && { since }) }))
      lines.take(chunk);
  } catch {
    // A logging driver that cannot be read back, or a wait that was given up.
  }
  lines.end();
}
