import { expect, test } from "vitest";
import { privilegeOptions } from "./privileges.ts";

test("a machine with all capabilities gives them by one word", () => {
  expect(privilegeOptions("000001ffffffffff", 40)).toEqual(["--privileged"]);
});

test("a machine without /proc is taken to have them all", () => {
  expect(privilegeOptions(undefined, 40)).toEqual(["--privileged"]);
});

test("capabilities that an older kernel does not know are not missing", () => {
  expect(privilegeOptions("0000003fffffffff", 37)).toEqual(["--privileged"]);
});

test("a confined machine gives what it has", () => {
  const options = privilegeOptions("000001fffeffffff", 40);
  expect(options).toContain("--cap-add=ALL");
  expect(options.filter((option) => option.startsWith("--cap-drop="))).toEqual(["--cap-drop=SYS_RESOURCE"]);
  expect(options).not.toContain("--privileged");
});
