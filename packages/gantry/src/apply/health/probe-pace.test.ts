import { expect, test } from "vitest";
import { nextPause, planRound } from "./probe-pace.ts";

test.each([
  [0, 5000, 50],
  [500, 5000, 50],
  [2000, 5000, 80],
  [30_000, 5000, 1200],
  [200_000, 5000, 5000],
  [0, 20, 20],
])(
  "after %d ms of waiting, with an interval of %d ms, the next check comes after %d ms",
  (elapsed, interval, pause) => {
    expect(nextPause(elapsed, interval)).toBe(pause);
  },
);

test("the first round is of few checks, because nobody knows yet what one costs", () => {
  expect(planRound(0, 5000, undefined)).toEqual([100, 200]);
  expect(planRound(0, 150, undefined)).toEqual([100]);
});

test("a cheap check is repeated every 50 ms", () => {
  expect(planRound(100, 5000, 4)).toEqual([50, 50, 50, 50, 50, 50]);
});

test("an expensive check is spaced so that it takes a tenth of a core", () => {
  expect(planRound(4000, 5000, 80)).toEqual([800, 800]);
});

test("a check that takes more than its share of a round is run alone", () => {
  expect(planRound(400, 5000, 80)).toEqual([]);
});

test("a round never lasts longer than the interval of the check", () => {
  const sum = planRound(60_000, 1000, 1).reduce((total, pause) => total + pause, 0);
  expect(sum).toBeLessThanOrEqual(1000);
});
