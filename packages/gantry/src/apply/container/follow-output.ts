import { StringDecoder } from "node:string_decoder";
import type { Engine } from "../../engine/engine.ts";

export interface FollowOutputOptions {
  signal: AbortSignal;
  onLine: (line: string, stream: "stdout" | "stderr") => void;
}

/** Passes on what a container prints, line by line, until it ends. A log that cannot be read is no reason to fail. */
export async function followOutput(engine: Engine, id: string, options: FollowOutputOptions): Promise<void> {
  const { signal, onLine } = options;
  const decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  const rest = { stdout: "", stderr: "" };
  try {
    for await (const { stream, data } of engine.containers.logs(id, { follow: true, signal })) {
      const lines = `${rest[stream]}${decoders[stream].write(data)}`.split("\n");
      rest[stream] = lines.pop() ?? "";
      for (const line of lines) onLine(line.trimEnd(), stream);
    }
  } catch {
    // A logging driver that cannot be read back, or a wait that was given up.
  }
  for (const stream of ["stdout", "stderr"] as const) if (rest[stream] !== "") onLine(rest[stream], stream);
}
