/** Merges sequences that are in order into one that is, with one item of each in memory. */
export async function* mergeSorted<Item>(
  sources: readonly AsyncIterable<Item>[],
  compare: (a: Item, b: Item) => number,
): AsyncGenerator<Item> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  try {
    const heads = await Promise.all(iterators.map(async (iterator) => ({ iterator, result: await iterator.next() })));
    for (;;) {
      let first: { iterator: AsyncIterator<Item>; result: IteratorResult<Item> } | undefined;
      for (const head of heads) {
        if (head.result.done) continue;
        if (!first || compare(head.result.value, first.result.value) < 0) first = head;
      }
      if (!first) return;
      yield first.result.value;
      first.result = await first.iterator.next();
    }
  } finally {
    await Promise.all(iterators.map((iterator) => iterator.return?.()));
  }
}
