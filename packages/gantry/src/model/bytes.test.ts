import { describe, expect, it } from "vitest";
import { formatBytes, parseBytes } from "./bytes.ts";

describe("parseBytes", () => {
  it.each([
    ["512", 512],
    ["1b", 1],
    ["64k", 65536],
    ["64kb", 65536],
    ["64KiB", 65536],
    ["256m", 268435456],
    ["1.5g", 1610612736],
    ["2 GB", 2147483648],
    ["1t", 1099511627776],
    ["-1", -1],
  ])("reads %s in units of 1024", (text, expected) => {
    expect(parseBytes(text)).toBe(expected);
  });

  it.each(["", "m", "1x", "1 m b", "one", "1,5g"])("refuses %j", (text) => {
    expect(parseBytes(text)).toBeUndefined();
  });
});

describe("formatBytes", () => {
  it.each([
    [312, "312 B"],
    [1536, "1.5 KiB"],
    [268435456, "256 MiB"],
    [1610612736, "1.5 GiB"],
  ])("writes %d for people", (value, expected) => {
    expect(formatBytes(value)).toBe(expected);
  });
});
