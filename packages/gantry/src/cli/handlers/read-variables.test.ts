import { expect, test } from "vitest";
import type { GlobalValues } from "../commands/global-options.ts";
import { parseScale } from "./parse-scale.ts";
import { readVariables } from "./read-variables.ts";

/** Reads the entries after `gantry [-e chosen] exec`. */
function read(entries: readonly string[], ours: Readonly<Record<string, string>> = {}, chosen?: string) {
  let environment = chosen;
  const globals = { env: chosen } as GlobalValues;
  const variables = readVariables(entries, ours, { globals, chooseEnvironment: (name) => (environment = name) });
  return { variables, environment };
}

test("a variable has its value here, or takes it from the environment", () => {
  expect(read(["A=1", "B=x=y", "C=", "HOME"], { HOME: "/root" })).toEqual({
    variables: { A: "1", B: "x=y", C: "", HOME: "/root" },
    environment: undefined,
  });
});

test("a name without a value anywhere is the environment of the stack", () => {
  expect(read(["production", "A=1"])).toEqual({ variables: { A: "1" }, environment: "production" });
});

test("a second environment is refused, and so is a value without a name", () => {
  const message = '--env: "staging" is no variable that is set here, and production is the environment.';
  expect(() => read(["production", "staging"])).toThrow(message);
  expect(() => read(["staging"], {}, "production")).toThrow(message);
  expect(() => read(["=1"])).toThrow('--env: "=1" has no name.');
});

test("--scale names services and numbers", () => {
  expect(parseScale(["web=3", "my.db=0"])).toEqual({ web: 3, "my.db": 0 });
  expect(() => parseScale(["web"])).toThrow('--scale: "web" is not a service and a number.');
});
