import { describe, expect, test } from "vitest";
import type { Need } from "../assemble/find-needs.ts";
import { collectValues, findWishes, listSensitive } from "./collect-values.ts";

const need = (name: string, more: Partial<Need> = {}): Need => ({
  name,
  secrets: [{}],
  default: undefined,
  services: ["app"],
  ...more,
});
const place = { environment: "staging", file: "gantry.config.ts" };

describe("collectValues", () => {
  test("lists all that is missing, who needs it, and how to set it", () => {
    const needs = [
      need("JWT", { secrets: [{ minLength: 64 }] }),
      need("KEY", { secrets: [{ length: 32 }], services: ["app", "worker"] }),
      need("URL", { secrets: [] }),
      need("SET"),
    ];
    expect(() => collectValues(needs, { SET: "x", URL: "" }, place)).toThrow(
      expect.objectContaining({
        code: "config",
        message:
          '3 variables without a value in the environment "staging":\n' +
          "  JWT: secret of app, at least 64 characters\n" +
          "  KEY: secret of app, worker, exactly 32 characters\n" +
          "  URL: variable of app",
        fix: expect.stringMatching(/environment.*\.env\.staging or \.env beside gantry\.config\.ts.*--env-file/),
      }),
    );
  });

  test("refuses a value of the wrong length without showing it", () => {
    const needs = [need("JWT", { secrets: [{ minLength: 8 }] }), need("KEY", { secrets: [{ length: 4 }] })];
    const collect = () => collectValues(needs, { JWT: "hunter2", KEY: "hunter2" }, place);
    expect(collect).toThrow("2 variables of the wrong length");
    expect(collect).toThrow("JWT: needs at least 8 characters\n  KEY: needs exactly 4 characters");
    expect(collect).not.toThrow("hunter2");
  });

  test("holds a value to the rules of every use of the secret", () => {
    const needs = [need("JWT", { secrets: [{ minLength: 4 }, { minLength: 8 }] })];
    expect(() => collectValues(needs, { JWT: "hunter2" }, place)).toThrow("JWT: needs at least 8 characters");
    expect(collectValues(needs, { JWT: "longenough" }, place)).toEqual(new Map([["JWT", "longenough"]]));
  });

  test("takes the default where the variable is not set or empty", () => {
    const needs = [need("LEVEL", { secrets: [], default: "info" })];
    expect(collectValues(needs, { LEVEL: "" }, place).get("LEVEL")).toBe("info");
    expect(collectValues(needs, { LEVEL: "debug" }, place).get("LEVEL")).toBe("debug");
  });
});

describe("findWishes", () => {
  test("generates what may be generated, has no value, and is as long as is asked", () => {
    const needs = [
      need("A", { secrets: [{ generate: true }] }),
      need("B", { secrets: [{ generate: true, length: 16 }] }),
      need("C", { secrets: [{ generate: true, minLength: 64 }] }),
      need("D", { secrets: [{ generate: true }] }),
      need("E"),
    ];
    expect(findWishes(needs, { A: "", D: "set" })).toEqual([
      { name: "A", length: 32 },
      { name: "B", length: 16 },
      { name: "C", length: 64 },
    ]);
  });
});

describe("listSensitive", () => {
  test("has the secrets in each form, and no ordinary variable", () => {
    const needs = [need("KEY"), need("URL", { secrets: [] })];
    const values = new Map([
      ["KEY", "a b"],
      ["URL", "open"],
    ]);
    expect(listSensitive(needs, values, [encodeURIComponent])).toEqual(new Set(["a b", "a%20b"]));
  });
});
