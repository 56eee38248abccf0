import { expect, test } from "vitest";
import { chooseApiVersion, compareApiVersions } from "./api-version.ts";

test("versions are compared as numbers, not as text", () => {
  expect(compareApiVersions("1.9", "1.41")).toBeLessThan(0);
  expect(compareApiVersions("2.0", "1.51")).toBeGreaterThan(0);
  expect(compareApiVersions("1.44", "1.44")).toBe(0);
});

test.each([
  ["1.40", undefined],
  ["1.41", "1.41"],
  ["1.45", "1.45"],
  ["1.51", "1.51"],
  ["1.99", "1.51"],
])("with an engine of API %s the version is %s", (engines, expected) => {
  expect(chooseApiVersion(engines)).toBe(expected);
});
