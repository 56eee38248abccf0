import { StringDecoder } from "node:string_decoder";
import type { OutputChunk } from "../../engine/engine.ts";

export interface LineSplitter {
  take(chunk: OutputChunk): void;
  /** Passes on what has no line end yet. */
  end(): void;
}

/** Cuts what a container prints into lines, each stream by itself, wherever the chunks end. */
export function splitLines(onLine: (line: string, stream: OutputChunk["stream"]) => void): LineSplitter {
  const decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  const rest = { stdout: "", stderr: "" };
  return {
    take: ({ stream, data }) => {
      const lines = `${rest[stream]}${decoders[stream].write(data)}`.split("\n");
      rest[stream] = lines.pop() ?? "";
      for (const line of lines) onLine(line, stream);
    },
    end: () => {
      for (const stream of ["stdout", "stderr"] as const) if (rest[stream] !== "") onLine(rest[stream], stream);
    },
  };
}
