import { describe, expect, test } from "vitest";
import { UserError } from "../../model/error.ts";
import { positionIndex } from "../position-index.ts";
import { toPlain } from "../to-plain.ts";
import { readDocuments } from "./read-documents.ts";

const read = (text: string) => readDocuments(text, "compose.yaml").map(toPlain);

describe("YAML", () => {
  test("gives its documents, the empty ones left out", () => {
    expect(read("a: 1\n---\n---\nb: [x, 'y']\n")).toEqual([{ a: 1 }, { b: ["x", "y"] }]);
    expect(read("")).toEqual([]);
    expect(read("# nothing\n")).toEqual([]);
  });

  test("follows aliases and merge keys: own keys win, then the first of a list", () => {
    expect(read("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {<<: [*x, *y], a: 0}\nw: *x\n")).toEqual([
      { x: { a: 1, b: 1 }, y: { b: 2, c: 2 }, z: { a: 0, b: 1, c: 2 }, w: { a: 1, b: 1 } },
    ]);
  });

  test("says where a merge key without a value stands", () => {
    expect(() => readDocuments("a: 1\n? <<\n", "f.yaml")).toThrow(
      expect.objectContaining({
        issues: [expect.objectContaining({ position: { file: "f.yaml", line: 2, column: 3 } })],
      }),
    );
  });

  test("knows what tags say", () => {
    expect(read('[!!str 1, !!int "2", !!null "", !!bool "true", !!binary aGk=, !mine 3]')).toEqual([
      ["1", 2, null, true, "hi", 3],
    ]);
  });

  test("takes __proto__ for a key like any other", () => {
    const [document] = read("__proto__: {polluted: true}\n") as [Record<string, unknown>];
    expect(Object.keys(document)).toEqual(["__proto__"]);
    expect("polluted" in {}).toBe(false);
  });

  test("keeps the place of every value, and the key's for a value that is not there", () => {
    const [document] = readDocuments("a:\n  - x\n  - b: y\nc:\n", "f.yaml");
    if (!document) return expect.fail("no document");
    const index = positionIndex(document);
    expect(index.at(["a", 1, "b"])).toEqual({ file: "f.yaml", line: 3, column: 8 });
    expect(index.at(["a", 0])).toEqual({ file: "f.yaml", line: 2, column: 5 });
    expect(index.at(["c"])).toEqual({ file: "f.yaml", line: 4, column: 1 });
    expect(index.at(["a", 0, "deeper", "still"])).toEqual({ file: "f.yaml", line: 2, column: 5 });
  });
});

describe("what is wrong with YAML", () => {
  test.each([
    ["a: 1\nb:\n  c: 1\n  c: 2\n", 4, 3, "b.c: the key is there twice."],
    ["a: {1: x}\n", 1, 5, "a: the key 1 is not text."],
    ["a: *none\n", 1, 4, "the alias *none has no anchor before it."],
    ["a: &a [*a]\n", 1, 8, 'the anchor "a" contains itself.'],
    ["a:\n  <<: text\n", 2, 7, "a merge key (<<) takes a mapping, or a list of mappings."],
    ["a: !!int x\n", 1, 10, '"x" is not what its tag says.'],
    ["a: [1\nb: 2\n", 2, 1, "not valid YAML"],
  ])("%j is told at its place", (text, line, column, message) => {
    const [issue] = issuesOf(text);
    expect(issue?.message).toContain(message);
    expect(issue?.position).toMatchObject({ line, column });
  });

  test("is told all at once, but for syntax, where one mistake makes many", () => {
    expect(issuesOf("a: 1\na: 2\nb: 1\nb: 2\n")).toHaveLength(2);
    expect(issuesOf("a: }\nb: }\nc: }\n")).toHaveLength(1);
  });
});

describe("hostile YAML is refused", () => {
  test.each([
    ["nested mappings", "{a: ".repeat(100), "nested deeper than 64 levels"],
    ["a hundred thousand open brackets", "[".repeat(100_000), "nested deeper than 64 levels"],
    ["a hundred thousand closing brackets", "]".repeat(100_000), "not valid YAML"],
    ["a million entries", `[${"a,".repeat(1_000_000)}]`, "more than 200000 YAML tokens"],
    ["ten thousand million laughs", bomb(), "the aliases of this file expand to more than 200000 values"],
  ])("%s", (_, text, message) => {
    expect(issuesOf(text)[0]?.message).toContain(message);
  });
});

function bomb(): string {
  const levels = "abcdefghij".split("");
  const lines = levels.slice(1).map((name, index) => `${name}: &${name} [${`*${levels[index]},`.repeat(10)}]`);
  return `a: &a x\n${lines.join("\n")}\n`;
}

function issuesOf(text: string): UserError["issues"] {
  try {
    readDocuments(text, "compose.yaml");
  } catch (error) {
    if (error instanceof UserError) return error.issues;
    throw error;
  }
  return expect.fail("it did not throw");
}
