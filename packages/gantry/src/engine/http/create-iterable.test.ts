import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { createIterable } from "./create-iterable.ts";

const waitForAbort = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

test("leaving the loop ends a wait for the next item", async () => {
  const iterable = createIterable<number>(undefined, async function* ({ signal }) {
    yield 1;
    await waitForAbort(signal);
  });
  const iterator = iterable[Symbol.asyncIterator]();
  expect(await iterator.next()).toEqual({ done: false, value: 1 });
  const pending = iterator.next();
  expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
  expect(await pending).toEqual({ done: true, value: undefined });
});

test("the caller's signal rejects the wait with its own reason", async () => {
  const controller = new AbortController();
  const iterable = createIterable<number>(controller.signal, async function* ({ signal }) {
    yield await waitForAbort(signal);
  });
  const pending = iterable[Symbol.asyncIterator]().next();
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(pending).rejects.toBe(reason);
});

test("nothing listens to the caller's signal after the end", async () => {
  const { signal } = new AbortController();
  const iterable = createIterable<number>(signal, async function* () {
    yield 1;
  });
  for await (const item of iterable) expect(item).toBe(1);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
