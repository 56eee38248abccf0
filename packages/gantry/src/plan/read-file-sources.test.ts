import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noPositions } from "../model/position.ts";
import type { FileSource, Stack } from "../model/stack.ts";
import { readFileSources } from "./read-file-sources.ts";
import { exampleStack } from "./testing/describe-example.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "gantry-sources-"));
  await writeFile(join(directory, "app.conf"), "from a file");
  await writeFile(join(directory, "seccomp.json"), `{ "defaultAction": "SCMP_ACT_ALLOW" }`);
});
afterAll(() => rm(directory, { recursive: true }));

function read(secrets: Record<string, FileSource>, changes: Partial<Stack> = {}) {
  const mounts = Object.keys(secrets).map((source) => ({ source }));
  const stack = { ...exampleStack({ web: { secrets: mounts } }), secrets, ...changes };
  return readFileSources({ stack, directory, variables: { TOKEN: "from a variable" }, positions: noPositions });
}

describe("readFileSources", () => {
  it("reads files, variables and literal content", async () => {
    const contents = await read({
      file: { file: join("app.conf") },
      variable: { environment: "TOKEN" },
      literal: { content: "from the stack" },
    });
    expect(Object.fromEntries([...contents].map(([key, content]) => [key, content.toString()]))).toEqual({
      "secrets.file": "from a file",
      "secrets.variable": "from a variable",
      "secrets.literal": "from the stack",
    });
  });

  it("reads nothing that no service mounts", async () => {
    const stack = { ...exampleStack({ web: {} }), secrets: { unused: { file: "not there" } } };
    const contents = await readFileSources({ stack, directory, variables: {}, positions: noPositions });
    expect(contents.size).toBe(0);
  });

  it("reads seccomp profiles", async () => {
    const stack = exampleStack({ web: { security_opt: ["seccomp=seccomp.json"] } });
    const contents = await readFileSources({ stack, directory, variables: {}, positions: noPositions });
    expect([...contents.keys()]).toEqual(["security_opt.seccomp.json"]);
  });

  it("names every source that is not there, with its path", async () => {
    const reading = read({
      gone: { file: "gone.conf" },
      folder: { file: "." },
      unset: { environment: "UNSET" },
    });
    await expect(reading).rejects.toMatchObject({
      code: "config",
      issues: [
        { message: expect.stringContaining("secrets.unset: the variable UNSET is not set") },
        { message: expect.stringMatching(/secrets\.(gone|folder): .* (is not there|is a folder, not a file)\./) },
        { message: expect.stringMatching(/secrets\.(gone|folder): .* (is not there|is a folder, not a file)\./) },
      ],
    });
  });
});
