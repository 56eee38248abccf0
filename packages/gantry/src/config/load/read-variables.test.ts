import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readVariables } from "./read-variables.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gantry-variables-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(join(directory, name), text);

describe("readVariables", () => {
  test("asks the process first, then --env-file, .env.<environment>, and .env", async () => {
    await write(".env", "A=env\nB=env\nC=env\nD=env\n");
    await write(".env.staging", "A=staging\nB=staging\nC=staging\n");
    await write(".env.production", "D=production\n");
    await write("given.env", "A=given\nB=given\n");
    const envFiles = [join(directory, "given.env")];
    const { variables, firm, files } = await readVariables({
      directory,
      environment: "staging",
      env: { A: "process", X: undefined },
      envFiles,
    });
    expect(variables).toEqual({ A: "process", B: "given", C: "staging", D: "env" });
    expect(firm).toEqual({ A: "process", B: "given", C: "staging" });
    expect(files).toEqual([".env", ".env.staging", "given.env"].map((name) => join(directory, name)));
  });

  test("is content without any file, but not without one that was asked for", async () => {
    const options = { directory, environment: "staging", env: {} };
    expect(await readVariables({ ...options, envFiles: [] })).toEqual({ variables: {}, firm: {}, files: [] });
    const missing = join(directory, "missing.env");
    await expect(readVariables({ ...options, envFiles: [missing] })).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringContaining(missing),
    });
  });
});
