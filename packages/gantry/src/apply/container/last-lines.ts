import { StringDecoder } from "node:string_decoder";
import type { Engine } from "../../engine/engine.ts";

const patience = 5000;

/** The last lines that a container wrote, oldest first; empty when its log cannot be read. */
export async function readLastLines(engine: Engine, containerId: string, tail = 20): Promise<string[]> {
  const decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  let text = "";
  try {
    // Its own time limit and not the caller's signal: the lines are wanted most when everything else has just been ended.
    for await (const { stream, data } of engine.containers.logs(containerId, {
      tail,
      signal: AbortSignal.timeout(patience),
    })) {
      text += decoders[stream].write(data);
    }
  } catch {
    // A logging driver that cannot be read back must not hide the error that the lines were wanted for.
  }
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter(Boolean)
    .slice(-tail);
}

/** A block of lines under a heading, as the details of an error are written. Empty without lines. */
export function formatLines(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`${heading}:`, ...lines.map((line) => `  ${line}`)].join("\n");
}
