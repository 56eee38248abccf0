import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseCodec } from "./codec.ts";
import { compressBlocks, cutBlocks } from "./compress-blocks.ts";

async function* feed(chunks: Iterable<Uint8Array>) {
  yield* chunks;
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

test("blocks have the size asked for, however the stream is cut, and lose nothing", async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(chunks, fc.integer({ min: 1, max: 16 }), async (parts, size) => {
      const blocks = await collect(cutBlocks(feed(parts), size));
      expect(Buffer.concat(blocks)).toEqual(Buffer.concat(parts));
      for (const block of blocks.slice(0, -1)) expect(block).toHaveLength(size);
      expect(blocks.at(-1)?.length ?? size).toBeGreaterThan(0);
    }),
  );
});

test("blocks that were compressed one by one are one gzip stream, in order", async () => {
  const codec = chooseCodec("gzip", false);
  const content = Buffer.from(Array.from({ length: 5000 }, (_, index) => `line ${index}\n`).join(""));
  const parts = await collect(compressBlocks(feed([content]), { blockSize: 1000, compress: codec.compress }));
  expect(parts.length).toBeGreaterThan(10);
  const stored = await codec.store(Buffer.from("the end"));
  expect(gunzipSync(Buffer.concat([...parts, stored])).toString()).toBe(`${content}the end`);
});

test("what compressing fails with comes out", async () => {
  const compress = async (block: Buffer) => {
    if (block[0] === 3) throw new Error("no");
    return block;
  };
  const read = collect(compressBlocks(feed([Buffer.from([1, 2, 3, 4, 5])]), { blockSize: 1, compress }));
  await expect(read).rejects.toThrow("no");
});
