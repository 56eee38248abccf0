import { expect, test } from "vitest";
import { parseScale } from "./parse-scale.ts";
import { readVariables } from "./read-variables.ts";

test("a variable has its value here, or takes it from the environment", () => {
  expect(readVariables(["A=1", "B=x=y", "C=", "HOME"], { HOME: "/root" })).toEqual({
    A: "1",
    B: "x=y",
    C: "",
    HOME: "/root",
  });
});

test("a name without a value anywhere may be an environment meant, and the error says where that goes", () => {
  expect(() => readVariables(["production"], {})).toThrow('--env: "production" is no variable that is set here.');
});

test("--scale names services and numbers", () => {
  expect(parseScale(["web=3", "my.db=0"])).toEqual({ web: 3, "my.db": 0 });
  expect(() => parseScale(["web"])).toThrow('--scale: "web" is not a service and a number.');
});
