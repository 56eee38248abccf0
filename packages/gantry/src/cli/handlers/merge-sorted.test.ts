import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeSorted } from "./merge-sorted.ts";

async function* from<Item>(items: Item[]): AsyncGenerator<Item> {
  yield* items;
}

test("merging sorted sequences gives what sorting all of them gives", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.integer())), async (lists) => {
      const sorted = lists.map((list) => list.toSorted((a, b) => a - b));
      const merged: number[] = [];
      for await (const item of mergeSorted(sorted.map(from), (a, b) => a - b)) merged.push(item);
      expect(merged).toEqual(lists.flat().sort((a, b) => a - b));
    }),
  );
});
