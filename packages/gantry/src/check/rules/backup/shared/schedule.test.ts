import { expect, test } from "vitest";
import { scheduledMinutes, sharesMinute } from "./schedule.ts";

const meets = (a: string, b: string): boolean =>
  sharesMinute(scheduledMinutes(a.split(" ")), scheduledMinutes(b.split(" ")));

test.each([
  ["0 * * * *", "0 2 * * *", true],
  ["0 * * * *", "30 2 * * *", false],
  ["*/15 1-3 * * *", "30 2 * * sun", true],
  ["0 2 * * 7", "0 2 * * sun", true],
  ["0 2 1 jan *", "0 2 1 2 *", false],
  ["5/10 * * * *", "15 4 * * *", true],
  ["0,30 8 * * mon-fri", "30 8 * * wed", true],
])("%s and %s in one minute: %s", (a, b, expected) => {
  expect(meets(a, b)).toBe(expected);
  expect(meets(b, a)).toBe(expected);
});

test("what is no schedule meets nothing", () => {
  expect(meets("@reboot", "* * * * *")).toBe(false);
});
