import { expect, test } from "vitest";
import { measureWidth, padToWidth, toOneLine, truncateToWidth } from "./width.ts";

test("colours take no columns and wide characters take two", () => {
  expect(measureWidth("\u001b[31mred\u001b[39m")).toBe(3);
  expect(measureWidth("データ")).toBe(6);
});

test("padding counts columns, not characters", () => {
  expect(padToWidth("デ", 4)).toBe("デ  ");
  expect(padToWidth("long", 2)).toBe("long");
});

test.each([
  ["hello", 5, "hello"],
  ["hello", 4, "hel…"],
  ["データ", 4, "デ…"],
  ["👩‍👩‍👧 family", 4, "👩‍👩‍👧 …"],
  ["hello", 0, ""],
])("%s in %i columns is %s", (text, width, expected) => {
  expect(truncateToWidth(text, width)).toBe(expected);
  expect(measureWidth(truncateToWidth(text, width))).toBeLessThanOrEqual(width);
});

test("a cut text closes its colours", () => {
  expect(truncateToWidth("\u001b[31mhello\u001b[39m", 3)).toBe("\u001b[31mhe…\u001b[0m");
});

test("a foreign text becomes one line that cannot move the cursor", () => {
  expect(toOneLine("a\n\u001b[2Jb\tc\r\n\u0007d ")).toBe("a b c d");
});
