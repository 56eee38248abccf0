import fc from "fast-check";
import { expect, test } from "vitest";
import { EngineError } from "../errors/engine-error.ts";
import { readJsonLines } from "./read-json-lines.ts";
import { readProgress } from "./read-progress.ts";

async function* feed(chunks: Iterable<Buffer>) {
  yield* chunks;
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

test("values are read wherever the stream is cut, also within a character", async () => {
  const values = fc.array(fc.record({ status: fc.string({ unit: "grapheme" }) }));
  const newline = fc.constantFrom("\n", "\r\n");
  await fc.assert(
    fc.asyncProperty(values, newline, fc.boolean(), fc.integer({ min: 1, max: 9 }), async (items, end, ended, size) => {
      const text = items.map((item) => JSON.stringify(item)).join(end) + (ended ? end : "");
      const bytes = Buffer.from(text);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(await collect(readJsonLines(feed(chunks)))).toEqual(items);
    }),
  );
});

test("an error in the progress of a pull ends it with the engine's message", async () => {
  const lines = [
    '{"status":"Pulling from library/x"}\n',
    '{"errorDetail":{"message":"no space left on device"},"error":"no space left on device"}\n',
  ];
  const seen: unknown[] = [];
  const read = async () => {
    const source = feed(lines.map((line) => Buffer.from(line)));
    for await (const message of readProgress(source, { method: "POST", path: "/images/create" })) seen.push(message);
  };
  const error = await read().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EngineError);
  expect(error).toMatchObject({ status: 200, detail: "no space left on device", path: "/images/create" });
  expect(seen).toEqual([{ status: "Pulling from library/x" }]);
});
