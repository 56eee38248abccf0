import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { publicAddress, readGitState, readPackageVersion } from "./git-state.ts";

let folder: string;
const signal = new AbortController().signal;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-git-"));
});
afterEach(() => rm(folder, { recursive: true }));

function git(...argv: string[]): string {
  const date = "2026-01-31T12:00:00Z";
  const author = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@example.com", GIT_AUTHOR_DATE: date };
  const committer = { GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@example.com", GIT_COMMITTER_DATE: date };
  const env = { ...process.env, ...author, ...committer };
  return execFileSync("git", argv, { cwd: folder, env, stdio: ["ignore", "pipe", "ignore"] })
    .toString()
    .trim();
}

async function commitAll(): Promise<string> {
  git("init", "--quiet");
  await mkdir(join(folder, "app"));
  await writeFile(join(folder, "app/main.js"), "1");
  await writeFile(join(folder, ".gitignore"), "ignored\n");
  git("add", ".");
  git("commit", "--quiet", "--message=first");
  return git("rev-parse", "HEAD");
}

test("a folder in no repository, and a repository without a commit, have no state", async () => {
  expect(await readGitState(folder, signal)).toBeUndefined();
  git("init", "--quiet");
  expect(await readGitState(folder, signal)).toBeUndefined();
});

test("commit, time, tag and remote are read from wherever in the repository one stands", async () => {
  const commit = await commitAll();
  git("tag", "v1.2.0");
  git("remote", "add", "origin", "https://user:t0ken@github.com/acme/shop.git");
  expect(await readGitState(join(folder, "app"), signal)).toEqual({
    commit,
    dirty: false,
    committed: Date.UTC(2026, 0, 31, 12) / 1000,
    source: "https://github.com/acme/shop",
    described: "v1.2.0",
  });
});

test("changes and new files make the folder dirty that they are in, and ignored files none", async () => {
  await commitAll();
  const isDirty = async (path: string) => (await readGitState(join(folder, path), signal))?.dirty;
  await writeFile(join(folder, "ignored"), "x");
  expect(await isDirty(".")).toBe(false);
  await writeFile(join(folder, "new"), "x");
  expect([await isDirty("."), await isDirty("app")]).toEqual([true, false]);
  await writeFile(join(folder, "app/main.js"), "2");
  expect(await isDirty("app")).toBe(true);
});

test("reading leaves the repository as it was: no lock, no index that is written anew", async () => {
  await commitAll();
  const listed = () => execFileSync("stat", ["--format=%Y %i", join(folder, ".git/index")]).toString();
  const before = listed();
  await writeFile(join(folder, "app/main.js"), "1");
  await readGitState(folder, signal);
  expect(listed()).toBe(before);
});

test.each([
  ["https://github.com/acme/shop.git", "https://github.com/acme/shop"],
  ["https://user:t0ken@git.example.com:8443/acme/shop.git", "https://git.example.com:8443/acme/shop"],
  ["https://t0ken@github.com/acme/shop/", "https://github.com/acme/shop"],
  ["https://github.com/acme/shop.git?token=t0ken", "https://github.com/acme/shop"],
  ["git@github.com:acme/shop.git", "https://github.com/acme/shop"],
  ["github.com:acme/shop", "https://github.com/acme/shop"],
  ["ssh://git@git.example.com:2222/acme/shop.git", "https://git.example.com/acme/shop"],
  ["/srv/git/shop.git", undefined],
  ["../shop", undefined],
  ["file:///srv/git/shop.git", undefined],
])("the remote %s is published as %s", (remote, expected) => {
  expect(publicAddress(remote)).toBe(expected);
});

test("a package's version is read, and a placeholder is none", async () => {
  const write = (version: unknown) => writeFile(join(folder, "package.json"), JSON.stringify({ version }));
  expect(await readPackageVersion(folder)).toBeUndefined();
  await write("1.4.0");
  expect(await readPackageVersion(folder)).toBe("1.4.0");
  await write("0.0.0");
  expect(await readPackageVersion(folder)).toBeUndefined();
});
