import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UserError } from "../model/error.ts";
import { checkRepository } from "./check-repository.ts";
import { tokenEnd } from "./complete-place.ts";
import { toSarif } from "./report/print-sarif.ts";
import { writeRepository } from "./testing/case-repository.ts";

const shop = new Map([
  ["compose.yaml", "services:\n  web:\n    build: .\n    env_file: .env\n"],
  ["Dockerfile", "FROM node:24-alpine\nCOPY . .\n"],
]);

const check = (root: string) => toSarif(checkRepository({ root, today: "2026-11-21", version: "0.0.0" }));

test.each([".env", "Caddyfile", "deploy.sh", "package.json", "common.yaml"])(
  "%s that is a pipe, or a link to one, is not waited for",
  (file) => {
    using repository = writeRepository(shop);
    execFileSync("mkfifo", [join(repository.root, "pipe")]);
    symlinkSync("pipe", join(repository.root, file));
    repository.write(
      "other/compose.yaml",
      "include: [../common.yaml]\nservices: { a: { image: a, env_file: ../.env } }\n",
    );
    expect(check(repository.root)).toBeTruthy();
  },
);

test("links in a circle, of files and of folders, are stepped over", () => {
  using repository = writeRepository(shop);
  symlinkSync("Caddyfile", join(repository.root, "Caddyfile"));
  symlinkSync(".", join(repository.root, "here"));
  expect(check(repository.root)).toBeTruthy();
});

test("settings that are no file are an error of the user", () => {
  using repository = writeRepository(shop);
  repository.write("gantry.check.yaml/a", "");
  expect(() => check(repository.root)).toThrow(UserError);
});

test("ten million brackets, or a text that long, are told with their place", () => {
  using repository = writeRepository(shop);
  const size = 10_000_000;
  repository.write("compose.yaml", "[".repeat(size));
  expect(check(repository.root)).toBeTruthy();
  expect(tokenEnd("[".repeat(size), 0)).toBe(size - 1);
  expect(tokenEnd(`"${'a\\"'.repeat(size / 4)}" b`, 0)).toBe((size / 4) * 3 + 2);
});

test("variables inside each other a hundred thousand times are read in one pass", () => {
  using repository = writeRepository(shop);
  repository.write("compose.yaml", `services: { web: { image: "${"${A:-".repeat(100_000)}" } }\n`);
  expect(check(repository.root)).toBeTruthy();
});

test("bytes that are no UTF-8 are told", () => {
  using repository = writeRepository(shop);
  writeFileSync(join(repository.root, "Caddyfile"), Buffer.from("caf\xe9.example.org {\n}\n", "latin1"));
  const { findings } = checkRepository({ root: repository.root, today: "2026-11-21", version: "0.0.0" });
  expect(findings.find(({ at }) => at.file === "Caddyfile")?.message).toBe("The file is not UTF-8.");
});

test("a key that is there twice is named by its path as it is written", () => {
  using repository = writeRepository(
    new Map([["compose.yaml", "services:\n  web:\n    image: a:1\n    image: b:1\n"]]),
  );
  const { findings } = checkRepository({ root: repository.root, today: "2026-11-21", version: "0.0.0" });
  expect(findings[0]?.message).toBe("services.web.image: the key is there twice.");
});
