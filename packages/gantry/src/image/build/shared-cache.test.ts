import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeSharedCache, parseSharedCache } from "./shared-cache.ts";

test("images that are built together have a cache each", () => {
  expect(describeSharedCache(parseSharedCache("gha"), "web", "/srv")).toEqual({
    from: ["type=gha,scope=web"],
    to: ["type=gha,scope=web,mode=max"],
  });
  expect(describeSharedCache(parseSharedCache("registry:localhost:5000/cache"), "web", "/srv").from).toEqual([
    "type=registry,ref=localhost:5000/cache:web",
  ]);
  expect(describeSharedCache(parseSharedCache("registry:ghcr.io/acme/cache:main"), "Web", "/srv").from).toEqual([
    "type=registry,ref=ghcr.io/acme/cache:main-web",
  ]);
});

test("a folder is read once there is something in it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gantry-cache-"));
  const cache = parseSharedCache("local:a,b");
  expect(describeSharedCache(cache, "web", folder)).toEqual({
    from: [],
    to: [`type=local,"dest=${folder}/a,b/web",mode=max`],
  });
  await mkdir(join(folder, "a,b/web"), { recursive: true });
  await writeFile(join(folder, "a,b/web/index.json"), "{}");
  expect(describeSharedCache(cache, "web", folder).from).toEqual([`type=local,"src=${folder}/a,b/web"`]);
  await rm(folder, { recursive: true });
});

test.each(["", "s3", "local", "local:", "gha:x", "registry"])("%j is no place for a cache", (text) => {
  expect(() => parseSharedCache(text)).toThrow("is no place for a cache");
});
