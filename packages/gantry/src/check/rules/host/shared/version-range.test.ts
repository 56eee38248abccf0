import { describe, expect, test } from "vitest";
import { allowsLine } from "./version-range.ts";

describe("ranges of Node, by the major", () => {
  test.each([
    [">=18", 22, true],
    [">=18.17", 18, true],
    [">18", 18, false],
    ["<21", 21, false],
    ["<=20.5", 20, true],
    ["^20.1", 20, true],
    ["^20.1", 22, false],
    ["~22", 22, true],
    ["22.x", 22, true],
    ["20 || >=22", 21, false],
    ["18 - 20", 19, true],
    ["18 - 20", 22, false],
    [">= 18 < 21", 22, false],
    ["*", 22, true],
    ["lts/*", 22, true],
  ])("%s and Node %i: %s", (range, line, expected) => {
    expect(allowsLine(range, line, 0)).toBe(expected);
  });
});

describe("ranges of Python, by the minor of 3", () => {
  test.each([
    [">=3.11", 12, true],
    [">=3.13,<4.0", 12, false],
    [">=3.10,<4.0", 12, true],
    [">=3.11,<3.12", 12, false],
    ["^3.11", 13, true],
    ["~3.11", 12, false],
    ["3.12.*", 12, true],
    ["==3.12", 13, false],
    ["3", 12, true],
    ["!=3.9", 9, true],
  ])("%s and Python 3.%i: %s", (range, line, expected) => {
    expect(allowsLine(range, line, 1)).toBe(expected);
  });
});
