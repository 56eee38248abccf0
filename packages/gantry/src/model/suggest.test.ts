import { describe, expect, it } from "vitest";
import { nearest } from "./suggest.ts";

const keys = ["ports", "image", "environment", "env_file", "healthcheck", "depends_on", "volumes"];

describe("nearest", () => {
  it.each([
    ["prots", "ports"],
    ["imgae", "image"],
    ["enviroment", "environment"],
    ["health_check", "healthcheck"],
    ["dependsOn", "depends_on"],
    ["Volumes", "volumes"],
  ])("finds what %s was meant to be", (word, expected) => {
    expect(nearest(word, keys)).toBe(expected);
  });

  it("keeps silent when nothing is near", () => {
    expect(nearest("frobnicate", keys)).toBeUndefined();
  });
});
