import { describe, expect, test } from "vitest";
import { SourceText } from "../../repository/source-text.ts";
import { matcherOf, readDockerignore } from "./dockerignore.ts";

const ignores = (text: string, path: string): boolean =>
  readDockerignore(new SourceText(".dockerignore", text)).ignores(path);

describe("patterns count from the context's root", () => {
  test.each([
    ["node_modules", "node_modules", true],
    ["node_modules", "apps/web/node_modules", false],
    ["**/node_modules", "apps/web/node_modules", true],
    ["**/node_modules", "node_modules", true],
    ["/dist/", "dist", true],
    ["./dist", "dist/a.js", true],
    [".env.*", ".env.local", true],
    [".env.*", "apps/web/.env.local", false],
    ["*/*.pem", "certs/a.pem", true],
    ["*.pem", "certs/a.pem", false],
    ["docs/**", "docs/a/b.md", true],
    ["docs/**/b.md", "docs/b.md", true],
    ["a?c", "abc", true],
    ["a?c", "a/c", false],
    ["[a-c].txt", "b.txt", true],
    ["[^a].txt", "b.txt", true],
    ["a.b", "axb", false],
    ["\\*", "*", true],
    ["[z-a]", "b", false],
    ["[", "[", true],
  ])("%s against %s: %s", (pattern, path, expected) => {
    expect(matcherOf(pattern)(path)).toBe(expected);
  });
});

test("the last pattern that matches decides, and comments count for nothing", () => {
  expect(ignores("*\n!src\n", "src/a.ts")).toBe(false);
  expect(ignores("*\n!src\nsrc/secret\n", "src/secret")).toBe(true);
  expect(ignores("# *\n\n", "a")).toBe(false);
});

test("a pattern has the place at which it stands, without its exclamation mark", () => {
  const [, kept] = readDockerignore(new SourceText(".dockerignore", "a\n!  b\n")).patterns;
  expect(kept).toMatchObject({ text: "b", negated: true, at: { line: 2, column: 4, endColumn: 5 } });
});
