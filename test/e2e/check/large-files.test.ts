import { expect, test } from "vitest";
import { besideLargeFile, fillFile, largeFiles } from "../../../bench/check/large-files.ts";
import { type Finished, startGantry } from "../cli/start-gantry.ts";
import { createFolder } from "./folder.ts";

const mebibyte = 1024 * 1024;

/** A check that may take so many milliseconds. */
async function checkWithin(cwd: string, milliseconds: number): Promise<Finished> {
  const { child, finished } = startGantry(["check"], { cwd });
  const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
  return finished.finally(() => clearTimeout(timer));
}

test.each(largeFiles)(
  "the largest $file that is looked at is checked within a minute",
  async (shape) => {
    await using folder = await createFolder({
      "compose.yaml": besideLargeFile,
      [shape.file]: fillFile(shape, mebibyte),
    });
    // Many times what it takes: one that is not linear takes hours.
    const { code, stdout } = await checkWithin(folder.directory, 60_000);
    expect([0, 1]).toContain(code);
    expect(stdout).not.toContain("MiB");
  },
  90_000,
);

test.each(largeFiles)(
  "a $file of ten megabytes is named and passed over",
  async (shape) => {
    await using folder = await createFolder({
      "compose.yaml": besideLargeFile,
      [shape.file]: fillFile(shape, 10_000_000),
    });
    const { code, stdout } = await checkWithin(folder.directory, 30_000);
    expect([0, 1]).toContain(code);
    if (shape.file.startsWith(".env")) expect(stdout).not.toContain("NAME_");
    else expect(stdout).toContain("The file is larger than 1 MiB: it is not looked at.");
  },
  60_000,
);
