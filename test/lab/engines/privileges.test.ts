import { expect, test } from "vitest";
import { confinedOptions } from "./privileges.ts";

const dropped = (bounding: string | undefined) =>
  confinedOptions(bounding).filter((option) => option.startsWith("--cap-drop="));

test("a machine that lacks a capability does not ask for it", () => {
  expect(confinedOptions("000001fffeffffff")).toContain("--cap-add=ALL");
  expect(dropped("000001fffeffffff")).toEqual(["--cap-drop=SYS_RESOURCE"]);
});

test("the lowest and the highest capability have their right numbers", () => {
  expect(dropped("000000fffffffffe")).toEqual(["--cap-drop=CHOWN", "--cap-drop=CHECKPOINT_RESTORE"]);
});

test("a machine with all of them, or without /proc, drops none", () => {
  expect(dropped("000001ffffffffff")).toEqual([]);
  expect(dropped(undefined)).toEqual([]);
});
