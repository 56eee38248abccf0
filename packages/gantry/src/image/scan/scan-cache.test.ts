import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeArchive } from "../archive/testing/make-archive.ts";
import { createDetector } from "./detector.ts";
import { scanArchive } from "./scan-archive.ts";
import { openScanCache } from "./scan-cache.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gantry-scans-"));
});
afterEach(() => rm(directory, { recursive: true }));

const value = "a-secret-of-the-stack-9";
const secrets = new Map([["S", value]]);

async function* once(archive: Buffer) {
  yield archive;
}

async function scan(layout: "classic" | "oci", known = secrets) {
  const archive = await makeArchive({
    layout,
    layers: [{ "a.txt": "nothing" }, { "b.txt": value, [`${value}.txt`]: "" }, { [`${value}.txt`]: null }],
  });
  const cache = await openScanCache(known, directory);
  return scanArchive(once(archive), { detector: createDetector(known), cache });
}

test.each(["classic", "oci"] as const)(
  "layers that were scanned before are known, with what was found (%s)",
  async (layout) => {
    const first = await scan(layout);
    const second = await scan(layout);
    expect(first.layersKnown).toBe(0);
    // In a file, in a name, and in the name of what removes that.
    expect(first.findings).toHaveLength(3);
    expect(first.findings[1]).toMatchObject({ removedLater: true });
    expect(second).toEqual({ ...first, layersKnown: 3 });
  },
);

test("another secret, or another value, makes every layer unknown", async () => {
  await scan("oci");
  expect((await scan("oci", new Map([["S", "another-value-3"]]))).layersKnown).toBe(0);
  expect((await scan("oci", new Map([...secrets, ["T", "one-more-value-4"]]))).layersKnown).toBe(0);
});

test("nothing of a secret is kept, and the files are the user's alone", async () => {
  await scan("classic");
  const names = await readdir(directory);
  expect(names.length).toBeGreaterThan(3);
  for (const name of names) {
    expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    expect(name + (await readFile(join(directory, name), "latin1"))).not.toContain(value);
  }
});

test("a damaged record is as none", async () => {
  const first = await scan("oci");
  for (const name of await readdir(directory)) {
    if (name !== "key") await writeFile(join(directory, name), '{"matches":[],');
  }
  expect(await scan("oci")).toEqual(first);
});

test("a folder that cannot be written to is no error", async () => {
  await writeFile(join(directory, "file"), "");
  const cache = await openScanCache(secrets, join(directory, "file", "below"));
  await cache.save("x", { matches: [], removed: [], files: 0, bytes: 0 });
  expect(await cache.load("x")).toBeUndefined();
});
