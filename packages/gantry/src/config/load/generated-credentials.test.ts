import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { credentialsFile, keepCredentials, readCredentials } from "./generated-credentials.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gantry-credentials-"));
  file = credentialsFile(folder, "development");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("keepCredentials", () => {
  test("generates what is missing, once", async () => {
    const first = await keepCredentials(file, [{ name: "DB_PASSWORD", length: 32 }]);
    const second = await keepCredentials(file, [
      { name: "DB_PASSWORD", length: 32 },
      { name: "KEY", length: 64 },
    ]);
    expect(first.get("DB_PASSWORD")).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(second.get("DB_PASSWORD")).toBe(first.get("DB_PASSWORD"));
    expect(second.get("KEY")).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(await readCredentials(file)).toEqual(second);
  });

  test("keeps them from everyone else, and out of version control", async () => {
    await keepCredentials(file, [{ name: "DB_PASSWORD", length: 32 }]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, ".gantry", ".gitignore"), "utf8")).toBe("*\n");
    expect((await readdir(join(folder, ".gantry"))).sort()).toEqual([".gitignore", "development.env"]);
  });

  test("leaves what the user has added to the file", async () => {
    await keepCredentials(file, [{ name: "A", length: 8 }]);
    const text = await readFile(file, "utf8");
    await writeFile(file, `${text}# kept by hand\nB=mine`);
    const credentials = await keepCredentials(file, [
      { name: "B", length: 8 },
      { name: "C", length: 8 },
    ]);
    expect(credentials.get("B")).toBe("mine");
    expect(await readFile(file, "utf8")).toContain("# kept by hand\nB=mine\nC=");
  });

  test("gives runs at the same time the same credentials", async () => {
    const runs = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        keepCredentials(file, [
          { name: "SHARED", length: 32 },
          { name: `OWN_${index}`, length: 32 },
        ]),
      ),
    );
    expect(new Set(runs.map((run) => run.get("SHARED"))).size).toBe(1);
    const kept = await readCredentials(file);
    for (const [index, run] of runs.entries()) expect(kept.get(`OWN_${index}`)).toBe(run.get(`OWN_${index}`));
  });

  test("takes over from a run that was killed while it wrote", async () => {
    await keepCredentials(file, [{ name: "A", length: 8 }]);
    await writeFile(`${file}.new`, "half");
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${file}.new`, longAgo, longAgo);
    const credentials = await keepCredentials(file, [{ name: "B", length: 8 }]);
    expect([...credentials.keys()]).toEqual(["A", "B"]);
  });

  test("finds nothing where there is no file yet", async () => {
    expect(await readCredentials(file)).toEqual(new Map());
  });
});
