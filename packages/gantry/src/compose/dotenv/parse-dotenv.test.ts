import { describe, expect, test } from "vitest";
import { UserError } from "../../model/error.ts";
import { parseDotenv } from "./parse-dotenv.ts";
import { parseRawEnv } from "./parse-raw-env.ts";

const process: Record<string, string> = { SHELL_SET: "shell" };
const options = { file: ".env", lookup: (name: string) => process[name] };
const parse = (text: string) => Object.fromEntries(parseDotenv(text, options));

describe("an env file", () => {
  test.each<[string, Record<string, string>]>([
    ["A=1", { A: "1" }],
    ["A=1\nB=2\n", { A: "1", B: "2" }],
    ["\uFEFFA=1\r\nB=2\r\n", { A: "1", B: "2" }],
    ["# comment\n\n  A = spaced  \n", { A: "spaced" }],
    ["A: yaml", { A: "yaml" }],
    ["export A=1\nexported=2", { A: "1", exported: "2" }],
    ["A=", { A: "" }],
    ["A=a#b # comment", { A: "a#b" }],
    ["A=#b", { A: "#b" }],
    ["A=x=y:z", { A: "x=y:z" }],
    ["A='single $B \\n # kept'", { A: "single $B \\n # kept" }],
    ["A='it\\'s'", { A: "it's" }],
    ['A="double # kept" # comment', { A: "double # kept" }],
    ['A="a\\tb\\n\\"c\\" \\\\ \\$B \\0101"', { A: 'a\tb\n"c" \\ $B A' }],
    ['A="one\ntwo"\nB=3', { A: "one\ntwo", B: "3" }],
    ["A=1\nB=$A-${A}-${C:-c}", { A: "1", B: "1-1-c" }],
    ["A=1\nA=2\nB=$A", { A: "2", B: "2" }],
    ["SHELL_SET=file\nB=$SHELL_SET", { SHELL_SET: "file", B: "shell" }],
    ["SHELL_SET\nNOWHERE\n", { SHELL_SET: "shell" }],
    ["A.b-c[0]=1\n1A=2", { "A.b-c[0]": "1", "1A": "2" }],
    ["A=a$$b", { A: "a$b" }],
  ])("%j has %j", (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  test.each([
    ['A=1\nB="open\nC=3', 2, 3, "the quote has no end."],
    ["A=1\n  A B=1", 2, 3, "a variable's name has a space"],
    ["A?=1", 1, 1, "this is no variable's name"],
    ["=1", 1, 1, "this is no variable's name"],
    ["A=1\nB=${A", 2, 3, 'has a "${" that is no variable'],
    ["B=${NONE:?needed}", 1, 3, "the required variable NONE has no value: needed"],
  ])("%j is refused at its place", (text, line, column, message) => {
    const error = errorOf(() => parse(text));
    expect(error.issues[0]?.position).toEqual({ file: ".env", line, column });
    expect(error.message).toContain(message);
  });

  test("a line of a key without its quotes is refused, and not shown", () => {
    const error = errorOf(() => parse("KEY=-----BEGIN PRIVATE KEY-----\nMIIEvQ/BADAN\n"));
    expect(error.message).toMatch(/^\.env:2:1: this is no variable's name\. Write NAME=value; /);
    expect(error.message).not.toContain("MIIEvQ");
  });

  test("tells variables that are not set", () => {
    const unset: string[] = [];
    parseDotenv("A=$NONE", { ...options, onUnset: (name) => unset.push(name) });
    expect(unset).toEqual(["NONE"]);
  });

  test("that is a long line and no assignment is not repeated in the error whole", () => {
    const error = errorOf(() => parse(`${"secret ".repeat(20)}`));
    expect(error.message.length).toBeLessThan(120);
  });
});

describe("an env file in the format raw", () => {
  const raw = (text: string) => Object.fromEntries(parseRawEnv(text, options));

  test("has its values as they are", () => {
    expect(raw("A=\"q\" # c\n# comment\n\n  B=$A\nC='x'\nSHELL_SET\nNOWHERE\n")).toEqual({
      A: '"q" # c',
      B: "$A",
      C: "'x'",
      SHELL_SET: "shell",
    });
  });

  test("refuses a name with a space at its place", () => {
    expect(errorOf(() => raw("A=1\n B =2")).issues[0]?.position).toEqual({ file: ".env", line: 2, column: 2 });
  });
});

function errorOf(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  return expect.fail("it did not throw");
}
