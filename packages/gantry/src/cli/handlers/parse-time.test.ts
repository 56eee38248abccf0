import { expect, test } from "vitest";
import { parseTime } from "./parse-time.ts";

const now = Date.parse("2026-01-31T12:00:00Z");

test.each([
  ["15m", now / 1000 - 900],
  ["1h30m", now / 1000 - 5400],
  ["1769860800", 1769860800],
  ["1769860800.25", 1769860800.25],
  ["2026-01-31T11:00:00Z", now / 1000 - 3600],
  ["2026-01-31", Date.parse("2026-01-31T00:00:00Z") / 1000],
])("%s is a time", (text, seconds) => {
  expect(parseTime("--since", text, now)).toBe(seconds);
});

test("anything else is an error that shows the forms", () => {
  expect(() => parseTime("--since", "yesterday", now)).toThrow('--since: "yesterday" is not a time.');
});
