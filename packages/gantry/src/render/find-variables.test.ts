import { describe, expect, test } from "vitest";
import { findVariables } from "./find-variables.ts";

describe("findVariables", () => {
  test.each([
    ["no variables, 5$", []],
    ["$$NAME and $${NAME}", []],
    ["$NAME-${OTHER}", [{ name: "NAME" }, { name: "OTHER" }]],
    ["a${KEY:?the key of app}b", [{ name: "KEY", message: "the key of app" }]],
    [
      "${LEVEL:-info}${EMPTY-}",
      [
        { name: "LEVEL", default: "info" },
        { name: "EMPTY", default: "" },
      ],
    ],
    [
      "${P_ENCODED:-${P:?password}}",
      [
        { name: "P", message: "password" },
        { name: "P_ENCODED", insteadOf: "P" },
      ],
    ],
    ["${A:+${B}}", [{ name: "A" }, { name: "B" }]],
    ["$$${A}", [{ name: "A" }]],
    ["${A", [{ name: "A" }]],
  ])("finds in %s", (text, expected) => {
    expect(findVariables(text)).toEqual(expected);
  });
});
