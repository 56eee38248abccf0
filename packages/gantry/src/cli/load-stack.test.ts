import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { chooseFrontEnd } from "./load-stack.ts";

let directory: string;
let notes: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gantry-front-end-"));
  notes = [];
});
afterEach(() => rm(directory, { recursive: true }));

const choose = (options: { file?: string[]; from?: string; environment?: Record<string, string> } = {}) =>
  chooseFrontEnd({
    globals: { file: options.file ?? [], projectDirectory: undefined },
    directory: options.from ?? directory,
    environment: options.environment ?? {},
    note: (text) => notes.push(text),
  });
const put = (path: string) => writeFile(join(directory, path), "");

test("a folder without a typed file is Compose's", async () => {
  expect(await choose()).toEqual({ type: "compose", files: undefined });
});

test("a typed file is found from a folder below it", async () => {
  await put("gantry.config.ts");
  await mkdir(join(directory, "a/b"), { recursive: true });
  expect(await choose({ from: join(directory, "a/b") })).toEqual({
    type: "typed",
    file: join(directory, "gantry.config.ts"),
  });
  expect(notes).toEqual([]);
});

test("of a typed file and a Compose file side by side the typed one wins, and that is said", async () => {
  await put("gantry.config.ts");
  await put("compose.yaml");
  expect(await choose()).toMatchObject({ type: "typed" });
  expect(notes).toEqual(["Using gantry.config.ts; compose.yaml is not read. To use it: gantry -f compose.yaml …"]);
});

test("a Compose file nearer than the typed one is the one that is meant", async () => {
  await put("gantry.config.ts");
  await mkdir(join(directory, "service"));
  await put("service/compose.yaml");
  expect(await choose({ from: join(directory, "service") })).toEqual({ type: "compose", files: undefined });
});

test("-f says otherwise", async () => {
  await put("gantry.config.ts");
  expect(await choose({ file: ["compose.yaml", "compose.prod.yaml"] })).toEqual({
    type: "compose",
    files: ["compose.yaml", "compose.prod.yaml"],
  });
  expect(await choose({ file: ["stack.mts"] })).toEqual({ type: "typed", file: "stack.mts" });
});

test("a typed file is not merged with anything", async () => {
  await expect(choose({ file: ["gantry.config.ts", "compose.yaml"] })).rejects.toMatchObject({
    code: "usage",
    exitCode: 2,
  });
});
