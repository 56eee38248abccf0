import { expect, test } from "vitest";
import { createLimiter } from "./limiter.ts";

test("no more than the limit run at once, in the order in which they came", async () => {
  const limit = createLimiter(2);
  const begun: number[] = [];
  const finish: (() => void)[] = [];
  const work = (index: number) =>
    limit(() => {
      begun.push(index);
      return new Promise<void>((resolve) => finish.push(resolve));
    });
  const all = [work(0), work(1), work(2), work(3)];
  expect(begun).toEqual([0, 1]);
  finish[0]?.();
  await all[0];
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2]);
  finish[1]?.();
  await all[1];
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2, 3]);
  finish[2]?.();
  finish[3]?.();
  await Promise.all(all);
});

test("a failure makes room for the next", async () => {
  const limit = createLimiter(1);
  await expect(limit(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(limit(() => Promise.resolve("yes"))).resolves.toBe("yes");
});
