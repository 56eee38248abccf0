import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readGitIndex } from "./git-index.ts";

const names = [".env", "apps/web/.env.production", "apps/web/ä.ts", "apps/worker/long-name-of-a-file.ts"];

test.each(["2", "3", "4"])("an index of version %s says what is tracked", (version) => {
  const root = mkdtempSync(join(tmpdir(), "gantry-index-"));
  try {
    const git = (...args: string[]) => execFileSync("git", ["-C", root, ...args]);
    git("init", "-q");
    for (const folder of ["apps/web", "apps/worker"]) mkdirSync(join(root, folder), { recursive: true });
    for (const name of [...names, "untracked"]) writeFileSync(join(root, name), name);
    git("add", "--", ...names);
    // Only an entry that is meant to be added makes a file of version 3.
    if (version === "3") git("add", "-N", "--", "untracked");
    else git("update-index", "--index-version", version);
    expect([...(readGitIndex(root) ?? [])].sort()).toEqual(
      [...names, ...(version === "3" ? ["untracked"] : [])].sort(),
    );
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("a folder without git tells nothing", () => {
  expect(readGitIndex(tmpdir())).toBeUndefined();
});

test("an index that is cut off tells nothing", () => {
  const root = mkdtempSync(join(tmpdir(), "gantry-index-"));
  try {
    mkdirSync(join(root, ".git"));
    writeFileSync(join(root, ".git/index"), Buffer.from("DIRC\0\0\0\u0002\0\0\0\u0005abc", "latin1"));
    expect(readGitIndex(root)).toBeUndefined();
  } finally {
    rmSync(root, { recursive: true });
  }
});
