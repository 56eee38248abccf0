import { expect, test } from "vitest";
import { formatAge, formatElapsed } from "./elapsed.ts";

test.each([
  [0, "0.0s"],
  [1234, "1.2s"],
  [59_940, "59.9s"],
  [59_960, "1m00s"],
  [125_000, "2m05s"],
  [3_725_000, "1h02m"],
  [100_000_000, "1d03h"],
])("%i ms took %s", (milliseconds, text) => {
  expect(formatElapsed(milliseconds)).toBe(text);
});

test.each([
  [-5, "0s"],
  [59_999, "59s"],
  [61_000, "1m"],
  [7_200_000, "2h"],
  [100_000_000, "27h"],
  [200_000_000, "2d"],
])("%i ms ago is %s", (milliseconds, text) => {
  expect(formatAge(milliseconds)).toBe(text);
});
