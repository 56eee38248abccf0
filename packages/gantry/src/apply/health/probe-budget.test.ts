import { expect, test } from "vitest";
import { createProbeBudget, execCost, refill } from "./probe-budget.ts";

test("a budget fills at a tenth of a core, up to a second", () => {
  expect(refill(-100, 2000)).toBe(100);
  expect(refill(900, 60_000)).toBe(1000);
});

test("what is spent ahead has to be waited for", async () => {
  const budget = createProbeBudget();
  const { signal } = new AbortController();
  const started = performance.now();
  for (let spent = 0; spent <= 1000; spent += execCost) await budget.admit(signal);
  expect(performance.now() - started).toBeLessThan(100);
  budget.charge(20);
  await budget.admit(signal);
  expect(performance.now() - started).toBeGreaterThan(200);
});

test("waiting for the budget ends with the signal, and the next in line is served", async () => {
  const budget = createProbeBudget();
  const controller = new AbortController();
  budget.charge(1010);
  const first = budget.admit(controller.signal);
  const second = budget.admit(new AbortController().signal);
  controller.abort();
  await expect(first).rejects.toThrow();
  await expect(second).resolves.toBeUndefined();
});

test("the first probe of a container needs not wait, however many containers there are", async () => {
  const budget = createProbeBudget();
  const { signal } = new AbortController();
  budget.charge(5000);
  const started = performance.now();
  for (let container = 0; container < 50; container++) await budget.admit(signal, { first: true });
  expect(performance.now() - started).toBeLessThan(100);
});
