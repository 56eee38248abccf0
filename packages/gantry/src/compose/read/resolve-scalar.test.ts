import { describe, expect, test } from "vitest";
import { formatFloat } from "./format-float.ts";
import { resolveScalar } from "./resolve-scalar.ts";

describe("an unquoted scalar", () => {
  test.each([
    ["text", "text"],
    ["", null],
    ["~", null],
    ["Null", null],
    ["nULL", "nULL"],
    ["true", true],
    ["FALSE", false],
    ["yes", "yes"],
    ["off", "off"],
    ["0", 0],
    ["-5", -5],
    ["+5", 5],
    ["0x1F", 31],
    ["0b11", 3],
    ["0o17", 15],
    ["017", 15],
    ["1_000", 1000],
    ["089", 89],
    ["1.50", 1.5],
    [".5", 0.5],
    ["1e3", 1000],
    ["18446744073709551615", 18446744073709551615n],
    ["18446744073709551616", 2 ** 64],
    [".inf", Number.POSITIVE_INFINITY],
    ["1:30", "1:30"],
    ["1.2.3", "1.2.3"],
    ["-", "-"],
    ["0o8", "0o8"],
    ["2024-13-45", "2024-13-45"],
  ])("%s is %s", (source, value) => {
    expect(resolveScalar(source).value).toEqual(value);
  });

  test("that is a date keeps its text", () => {
    expect(resolveScalar("2024-01-02")).toEqual({ value: new Date("2024-01-02T00:00:00Z"), text: "2024-01-02" });
  });
});

test.each([
  [1.5, "1.5"],
  [1, "1"],
  [-0, "-0"],
  [100_000, "100000"],
  [1_000_000, "1e+06"],
  [1_234_567.5, "1.2345675e+06"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [1e100, "1e+100"],
  [Number.POSITIVE_INFINITY, "+Inf"],
  [Number.NaN, "NaN"],
])("the float %d reads %s", (value, text) => {
  expect(formatFloat(value)).toBe(text);
});
