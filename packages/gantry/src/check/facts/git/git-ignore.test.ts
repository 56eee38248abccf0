import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { Repository } from "../../repository/repository.ts";
import { writeRepository } from "../../testing/case-repository.ts";
import { isGitIgnored } from "./git-ignore.ts";

const patterns = [
  ".env",
  ".env.*",
  "!.env.example",
  "/secrets/",
  "config/*.local",
  "**/keys/**",
  "logs/**/old",
  "file[0-9].txt",
  "!*.md",
  "# comment",
  "\\#odd",
  "a?c",
  "trailing   ",
];

const paths = [
  ".env",
  "apps/web/.env",
  ".env.production",
  ".env.example",
  "apps/.env.example",
  "secrets/a",
  "apps/secrets/a",
  "config/x.local",
  "deep/config/x.local",
  "deep/keys/id",
  "logs/a/b/old",
  "logs/old",
  "file7.txt",
  "fileA.txt",
  "#odd",
  "abc",
  "a/c",
  "trailing",
];

test("what is ignored is what git ignores", () => {
  const files = new Map([
    [".gitignore", `${patterns.join("\n")}\n`],
    ["apps/.gitignore", "!web/.env\n"],
    ...paths.map((path) => [path, "x\n"] as const),
  ]);
  using written = writeRepository(files);
  execFileSync("git", ["-C", written.root, "init", "-q"]);
  const byGit = (path: string) => {
    try {
      execFileSync("git", ["-C", written.root, "check-ignore", "-q", "--no-index", path]);
      return true;
    } catch {
      return false;
    }
  };
  const repository = new Repository(written.root);
  const ours = paths.filter((path) => isGitIgnored(repository, path));
  expect(ours).toEqual(paths.filter(byGit));
});
