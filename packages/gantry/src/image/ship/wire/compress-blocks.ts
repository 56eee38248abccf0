import { availableParallelism } from "node:os";

/** Compresses a stream block by block, on as many cores as there are, and yields the results in order. */
export async function* compressBlocks(
  source: AsyncIterable<Uint8Array>,
  { blockSize, compress }: { blockSize: number; compress: (block: Buffer) => Promise<Buffer> },
): AsyncGenerator<Buffer> {
  const running: Promise<Buffer>[] = [];
  for await (const block of cutBlocks(source, blockSize)) {
    const result = compress(block);
    // Its failure is seen when its turn comes.
    result.catch(() => {});
    running.push(result);
    const first = running.length > availableParallelism() ? running.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const result of running) yield await result;
}

/** Joins and cuts chunks into blocks of one size; the last one may be smaller. */
export async function* cutBlocks(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    parts.push(chunk);
    length += chunk.length;
    if (length < size) continue;
    let joined = Buffer.concat(parts, length);
    while (joined.length >= size) {
      yield joined.subarray(0, size);
      joined = joined.subarray(size);
    }
    parts = joined.length > 0 ? [joined] : [];
    length = joined.length;
  }
  if (length > 0) yield Buffer.concat(parts, length);
}
