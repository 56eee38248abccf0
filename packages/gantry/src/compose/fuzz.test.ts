import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HostileKind } from "./fixtures/hostile-input.ts";

/** 20,000 inputs in all. */
const runs: Record<HostileKind, number> = { bytes: 3000, unicode: 2000, tokens: 5000, mutated: 9800, extremes: 200 };

const fixtures = fileURLToPath(new URL("./fixtures", import.meta.url));
const workspace = mkdtempSync(join(tmpdir(), "gantry-fuzz-"));
const program = join(workspace, "fuzz-loader.mjs");

beforeAll(async () => {
  // The library for rare YAML is loaded from there.
  symlinkSync(fileURLToPath(new URL("../../../../node_modules", import.meta.url)), join(workspace, "node_modules"));
  await build({
    entryPoints: [fileURLToPath(new URL("./fixtures/fuzz-loader.ts", import.meta.url))],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // Some of the bundled packages are CommonJS, and the seeds are found beside the sources.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    define: { "import.meta.dirname": JSON.stringify(fixtures) },
  });
});

afterAll(() => rmSync(workspace, { recursive: true }));

test.concurrent.for(Object.entries(runs))(
  "hostile %s give a model or an error with a place, soon and in little memory",
  { timeout: 300_000 },
  async ([kind, count], { expect: expectHere }) => {
    const folder = join(workspace, kind, "project");
    mkdirSync(folder, { recursive: true });
    const outcome = await fuzz(folder, kind, count);
    expectHere(outcome).toEqual({ failed: false, runs: count, peak: expect.any(Number) });
    expectHere(outcome.peak).toBeLessThan(200 * 1024 * 1024);
  },
);

test("the inputs are 20,000 in all", () => {
  expect(Object.values(runs).reduce((sum, count) => sum + count)).toBe(20_000);
});

async function fuzz(
  folder: string,
  kind: string,
  count: number,
): Promise<{ failed: boolean; runs: number; peak: number }> {
  const args = ["--max-old-space-size=128", "--max-semi-space-size=4", program, folder, kind, String(count)];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 240_000, killSignal: "SIGKILL" });
    return JSON.parse(stdout);
  } catch (cause) {
    const input = readFileSync(join(folder, "input.yaml"), "utf8");
    throw new Error(`The process died or hung on:\n${input.slice(0, 2000)}`, { cause });
  }
}
