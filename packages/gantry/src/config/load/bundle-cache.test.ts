import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cacheFolder, throughCache } from "./bundle-cache.ts";
import type { ConfigBundle } from "./bundle-config.ts";

let home: string;
let folder: string;
let file: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "gantry-cache-"));
  folder = join(home, "cache");
  file = join(home, "gantry.config.ts");
  await writeFile(file, "one");
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Bundles through the cache; says whether it was made anew. */
async function bundle(made: Partial<ConfigBundle> = {}, marks = "1") {
  let fresh = false;
  const make = async () => {
    fresh = true;
    return { code: "code", sourceMap: "{}", files: [file], packages: [], ...made };
  };
  const result = await throughCache(file, { folder, marks, make });
  return { result, fresh };
}

describe("throughCache", () => {
  test("makes a bundle once, until the config's text changes or what it is made for", async () => {
    expect((await bundle()).fresh).toBe(true);
    expect(await bundle({ code: "other" })).toMatchObject({ fresh: false, result: { code: "code", files: [file] } });
    expect((await bundle({}, "2")).fresh).toBe(true);
    await writeFile(file, "two");
    expect((await bundle()).fresh).toBe(true);
    expect((await bundle()).fresh).toBe(false);
    expect(await readdir(folder)).toHaveLength(1);
  });

  test("does not keep a config that imports other files", async () => {
    const files = [file, join(home, "helper.ts")];
    await bundle({ files });
    expect((await bundle({ files })).fresh).toBe(true);
  });

  test("keeps bundles from other users", async () => {
    await bundle();
    const [name = ""] = await readdir(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  test("does without a cache that is broken or cannot be written", async () => {
    await bundle();
    const [name = ""] = await readdir(folder);
    await writeFile(join(folder, name), "{");
    expect((await bundle()).fresh).toBe(true);
    await rm(folder, { recursive: true });
    await writeFile(folder, "in the way");
    expect((await bundle()).fresh).toBe(true);
  });
});

describe("cacheFolder", () => {
  test("follows the user's environment", () => {
    expect(cacheFolder({ HOME: "/home/a" })).toBe("/home/a/.cache/gantry/configs");
    expect(cacheFolder({ HOME: "/home/a", XDG_CACHE_HOME: "/cache" })).toBe("/cache/gantry/configs");
    expect(cacheFolder({})).toBeUndefined();
  });
});
