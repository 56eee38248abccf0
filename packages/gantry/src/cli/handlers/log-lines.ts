import type { OutputChunk } from "../../engine/engine.ts";

/** A line that a container wrote. The time is as the engine wrote it: RFC 3339 with nine digits, so that it sorts as text. */
export interface LogLine {
  time: string;
  stream: OutputChunk["stream"];
  text: string;
}

const newline = 0x0a;

/** Cuts a container's output into lines; each chunk of the engine begins with a timestamp. */
export async function* readLogLines(chunks: AsyncIterable<OutputChunk>): AsyncGenerator<LogLine> {
  const rest: Record<OutputChunk["stream"], Buffer[]> = { stdout: [], stderr: [] };
  for await (const { stream, data } of chunks) {
    let start = 0;
    for (let end = data.indexOf(newline); end >= 0; end = data.indexOf(newline, start)) {
      rest[stream].push(data.subarray(start, end));
      yield toLine(stream, rest[stream]);
      rest[stream] = [];
      start = end + 1;
    }
    if (start < data.length) rest[stream].push(Buffer.from(data.subarray(start)));
  }
  for (const stream of ["stdout", "stderr"] as const) {
    if (rest[stream].length > 0) yield toLine(stream, rest[stream]);
  }
}

function toLine(stream: OutputChunk["stream"], parts: Buffer[]): LogLine {
  const line = Buffer.concat(parts).toString("utf8").replace(/\r$/, "");
  const space = line.indexOf(" ");
  if (space < 0) return { time: line, stream, text: "" };
  return { time: line.slice(0, space), stream, text: line.slice(space + 1) };
}
