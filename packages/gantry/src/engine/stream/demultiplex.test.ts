import fc from "fast-check";
import { expect, test } from "vitest";
import type { OutputChunk } from "../engine.ts";
import { createDemultiplexer, readOutput } from "./demultiplex.ts";

const frame = (type: number, data: Uint8Array) => {
  const header = Buffer.from([type, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(data.length, 4);
  return Buffer.concat([header, data]);
};

const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
};

const join = (chunks: readonly OutputChunk[], stream: string) =>
  Buffer.concat(chunks.filter((chunk) => chunk.stream === stream).map(({ data }) => data));

test("frames are split into stdout and stderr wherever the stream is cut", () => {
  const frames = fc.array(fc.record({ type: fc.constantFrom(1, 2), data: fc.uint8Array({ maxLength: 40 }) }));
  fc.assert(
    fc.property(frames, fc.array(fc.nat()), (input, places) => {
      const demultiplex = createDemultiplexer();
      const bytes = Buffer.concat(input.map(({ type, data }) => frame(type, data)));
      const output = cut(bytes, places).flatMap(demultiplex);
      const expected = (type: number) =>
        Buffer.concat(input.filter((item) => item.type === type).map(({ data }) => data));
      expect(join(output, "stdout").equals(expected(1))).toBe(true);
      expect(join(output, "stderr").equals(expected(2))).toBe(true);
    }),
  );
});

test("the order of stdout and stderr is kept", () => {
  const bytes = Buffer.concat([frame(1, Buffer.from("a")), frame(2, Buffer.from("b")), frame(1, Buffer.from("c"))]);
  expect(createDemultiplexer()(bytes).map(({ stream, data }) => `${stream} ${data}`)).toEqual([
    "stdout a",
    "stderr b",
    "stdout c",
  ]);
});

test("a huge frame is handed on as it comes, without waiting for its end", () => {
  const demultiplex = createDemultiplexer();
  const header = Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  expect(demultiplex(header)).toEqual([]);
  expect(demultiplex(Buffer.alloc(65_536, "x"))).toEqual([{ stream: "stdout", data: Buffer.alloc(65_536, "x") }]);
});

test("with a terminal everything is stdout, byte for byte", async () => {
  const chunks: OutputChunk[] = [];
  const source = (async function* () {
    yield Buffer.from([1, 0, 0, 0, 0, 0, 0, 1]);
    yield Buffer.from("x");
  })();
  for await (const chunk of readOutput(source, false)) chunks.push(chunk);
  expect(join(chunks, "stdout")).toEqual(Buffer.from([1, 0, 0, 0, 0, 0, 0, 1, 120]));
});
