import { expect, test } from "vitest";
import type { OutputChunk } from "../../engine/engine.ts";
import { type LogLine, readLogLines } from "./log-lines.ts";

async function read(...chunks: [OutputChunk["stream"], string | Buffer][]): Promise<LogLine[]> {
  async function* produce(): AsyncGenerator<OutputChunk> {
    for (const [stream, data] of chunks) yield { stream, data: Buffer.from(data) };
  }
  const lines: LogLine[] = [];
  for await (const line of readLogLines(produce())) lines.push(line);
  return lines;
}

test("chunks are cut into lines, wherever they end", async () => {
  expect(await read(["stdout", "T1 one\nT2 t"], ["stdout", "wo\r\nT3\n"], ["stdout", "T4 no newline"])).toEqual([
    { time: "T1", stream: "stdout", text: "one" },
    { time: "T2", stream: "stdout", text: "two" },
    { time: "T3", stream: "stdout", text: "" },
    { time: "T4", stream: "stdout", text: "no newline" },
  ]);
});

test("stdout and stderr do not cut into each other's lines", async () => {
  expect(await read(["stdout", "T1 out"], ["stderr", "T2 err\n"], ["stdout", "put\n"])).toEqual([
    { time: "T2", stream: "stderr", text: "err" },
    { time: "T1", stream: "stdout", text: "output" },
  ]);
});

test("a character that two chunks share is whole", async () => {
  const bytes = Buffer.from("T1 ü\n");
  expect(await read(["stdout", bytes.subarray(0, 4)], ["stdout", bytes.subarray(4)])).toEqual([
    { time: "T1", stream: "stdout", text: "ü" },
  ]);
});
