import { describe, expect, test } from "vitest";
import { substitute, TemplateError } from "./substitute.ts";

const variables: Record<string, string> = { SET: "set", EMPTY: "", NESTED: "${SET}" };
const lookup = (name: string) => variables[name];
const expand = (template: string) => substitute(template, { lookup });

describe("a template", () => {
  test.each([
    ["no variable", "no variable"],
    ["$SET", "set"],
    ["${SET}", "set"],
    ["a$SET-b${SET}c", "aset-bsetc"],
    ["$SET_X|", "|"],
    ["${NONE:-default}", "default"],
    ["${EMPTY:-default}", "default"],
    ["${NONE-default}", "default"],
    ["${EMPTY-default}", ""],
    ["${SET:-default}", "set"],
    ["${SET:+other}", "other"],
    ["${EMPTY:+other}", ""],
    ["${EMPTY+other}", "other"],
    ["${NONE+other}", ""],
    ["${SET:?needed}", "set"],
    ["${EMPTY?needed}", ""],
    ["${NONE:-}", ""],
    ["${NONE:-${ALSO:-${SET}}}!", "set!"],
    ["${NONE:-a-b:?c+d}", "a-b:?c+d"],
    ['${NONE:-{"a": {}}}', '{"a": {}}'],
    ["${SET:-{}}", "set"],
    ["${NONE:-{}", "{"],
    ["${NONE:-$${x}", "${x"],
    ["${NONE:-two\nlines}", "two\nlines"],
    ["$$SET $${SET} $$$$", "$SET ${SET} $$"],
    ["$$$SET", "$set"],
    ["a $ b $1 $. $", "a $ b $1 $. $"],
    ["${NONE:-$}b", "$b"],
  ])("%j is %j", (template, expected) => {
    expect(expand(template)).toBe(expected);
  });

  test("is not expanded a second time when a value has a variable", () => {
    expect(expand("${NESTED}")).toBe("${SET}");
  });

  test("takes no variable from the prototype of what it looks into", () => {
    expect(substitute("${toString:-own}", { lookup: (name) => (Object.hasOwn({}, name) ? "" : undefined) })).toBe(
      "own",
    );
  });

  test.each(["${", "${}", "${SET", "${1}", "${A B}", "${SET:x}", "${-x}", "a ${SET:-b} ${"])(
    "%j is no template",
    (template) => {
      expect(() => expand(template)).toThrow(TemplateError);
    },
  );

  test("requires what a default that is not needed requires, as Docker Compose does", () => {
    expect(() => expand("${SET:-${NONE:?needed}}")).toThrow("the required variable NONE has no value: needed");
  });

  test("says which required variable is missing, with its own message expanded", () => {
    expect(() => expand("${NONE:?set it to ${SET}}")).toThrow("the required variable NONE has no value: set it to set");
    expect(() => expand("${NONE?}")).toThrow("the required variable NONE has no value.");
  });

  test("tells the variables that are not set and have no default", () => {
    const unset: string[] = [];
    substitute("$NONE ${ALSO} ${OTHER:-x} $SET $EMPTY", { lookup, onUnset: (name) => unset.push(name) });
    expect(unset).toEqual(["NONE", "ALSO"]);
  });

  test("keeps what has no value as what stands for it, unless it has a default", () => {
    const standIn = (name: string) => `<${name}>`;
    expect(substitute("$NONE ${NONE:?needed} ${NONE:+set} ${NONE:-${ALSO}} $SET", { lookup, standIn })).toBe(
      "<NONE> <NONE> <NONE> <ALSO> set",
    );
  });

  test("nested without end is refused", () => {
    expect(() => expand(`${"${NONE:-".repeat(100)}x${"}".repeat(100)}`)).toThrow("deeper than 32 levels");
  });
});
