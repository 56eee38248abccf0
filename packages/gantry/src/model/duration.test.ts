import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "./duration.ts";

describe("parseDuration", () => {
  it.each([
    ["90s", 90e9],
    ["1m30s", 90e9],
    ["1.5s", 1.5e9],
    [".5s", 0.5e9],
    ["250ms", 250e6],
    ["1h5m30s20ms", 3_930_020e6],
    ["2us", 2e3],
    ["2µs", 2e3],
    ["7ns", 7],
    ["2d", 172_800e9],
    ["1w", 604_800e9],
    ["0", 0],
    ["-1s", -1e9],
  ])("reads %s", (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each(["90", "", "s", "1 s", "1y", "1s 2", "x", "1s!", "--1s"])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0s"],
    [90e9, "1m30s"],
    [60e9, "1m0s"],
    [3600e9, "1h0m0s"],
    [1.5e9, "1.5s"],
    [250e6, "250ms"],
    [1500, "1.5µs"],
    [7, "7ns"],
    [-5e9, "-5s"],
  ])("writes %d as Go does", (value, expected) => {
    expect(formatDuration(value)).toBe(expected);
  });

  it("is read back as the same duration", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e15 }), (value) => {
        expect(parseDuration(formatDuration(value))).toBe(value);
      }),
    );
  });
});
