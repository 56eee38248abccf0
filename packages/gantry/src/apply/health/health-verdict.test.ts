import { expect, test } from "vitest";
import type { HealthRules } from "./health-rules.ts";
import { countFailure, type FailureStreak, isUnhealthy } from "./health-verdict.ts";

const rules: HealthRules = {
  command: ["true"],
  environment: [],
  interval: 5000,
  timeout: 3000,
  retries: 3,
  startPeriod: 0,
};

function fail(times: number[], changes: Partial<HealthRules> = {}): FailureStreak {
  const merged = { ...rules, ...changes };
  return times.reduce((streak, at) => countFailure(streak, { at, startedAt: 0, rules: merged }), {
    counted: 0,
    countedAt: 0,
  });
}

test("many quick failures within one interval count as none", () => {
  expect(fail([50, 100, 200, 400, 800, 1600, 3200]).counted).toBe(0);
});

test("failures count once an interval, as Docker would see them", () => {
  expect(fail([5000, 5100, 9999, 10_000, 12_000, 15_000]).counted).toBe(3);
  expect(isUnhealthy(fail([5000, 10_000, 15_000]), rules)).toBe(true);
  expect(isUnhealthy(fail([5000, 10_000, 14_999]), rules)).toBe(false);
});

test("failures within the start period do not count", () => {
  const startPeriod = 30_000;
  expect(fail([5000, 10_000, 20_000, 30_000], { startPeriod }).counted).toBe(0);
  expect(fail([5000, 30_001, 35_001, 40_001], { startPeriod }).counted).toBe(3);
});
