import { expect, test } from "vitest";
import { printDockerignore } from "./print-dockerignore.ts";

function patterns(text: string): string[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

test("every pattern holds at every depth", () => {
  for (const pattern of patterns(printDockerignore())) expect(pattern).toMatch(/^!?\*\*\//);
});

test.each([
  "**/.env",
  "**/.env.*",
  "**/*.pem",
  "**/.git",
  "**/node_modules",
  "**/dist",
  "**/*.test.*",
  "**/Dockerfile*",
])("%s stays out", (pattern) => {
  expect(patterns(printDockerignore())).toContain(pattern);
});

test("the example of an env file is taken back after the pattern that leaves it out, since the last one wins", () => {
  const all = patterns(printDockerignore());
  expect(all.indexOf("!**/.env.example")).toBeGreaterThan(all.indexOf("**/.env.*"));
});

test("a recipe's own patterns come last", () => {
  expect(printDockerignore(["**/.next", "!dist"]).endsWith("**/.next\n!dist\n")).toBe(true);
});
