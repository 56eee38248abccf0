import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { cli, startProcess } from "../cli/start-gantry.ts";
import { createFolder, type Folder, faulty } from "./folder.ts";

const read = async (path: string) => parse(await readFile(new URL(`../../../${path}`, import.meta.url), "utf8"));

/** Stands for npm's: runs the built command, and says with what it was asked for. */
async function installNpx(folder: Folder): Promise<string> {
  const bin = join(folder.directory, "..bin");
  await mkdir(bin);
  await writeFile(
    join(bin, "npx"),
    `#!/bin/sh\necho "$@" >> "${bin}/asked"\nshift 2\nexec "${process.execPath}" "${cli}" "$@"\n`,
  );
  await chmod(join(bin, "npx"), 0o755);
  return bin;
}

function run(folder: Folder, bin: string, script: string, env: Record<string, string> = {}) {
  const running = startProcess("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd: folder.directory,
    env: { ...process.env, NO_COLOR: "", PATH: `${bin}:${process.env["PATH"]}`, ...env },
  });
  running.child.stdin.end();
  return running.finished;
}

test("the action annotates, writes a summary and SARIF, and fails as the check does", async () => {
  await using folder = await createFolder({ "compose.yaml": faulty });
  const bin = await installNpx(folder);
  const action = await read(".github/actions/check/action.yml");
  expect(action.runs.using).toBe("composite");
  const [step] = action.runs.steps;
  const given: Record<string, string> = { sarif: "gantry.sarif" };
  const env: Record<string, string> = { GITHUB_STEP_SUMMARY: join(folder.directory, "..bin/summary.md") };
  for (const [name, text] of Object.entries<string>(step.env)) {
    const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(text)?.[1] ?? "";
    expect(Object.keys(action.inputs)).toContain(input);
    env[name] = given[input] ?? action.inputs[input].default;
  }
  const { code, stdout } = await run(folder, bin, step.run, env);
  expect(stdout).toMatch(/^::error file=compose\.yaml,line=7,/m);
  expect(code).toBe(1);
  expect(JSON.parse(await folder.read("gantry.sarif")).version).toBe("2.1.0");
  expect(await folder.read("..bin/summary.md")).toContain("# gantry check");
  expect(await folder.read("..bin/asked")).toContain("--yes gantry@latest check . --format github");
});

test("the action passes its inputs on", async () => {
  await using folder = await createFolder({ "app/compose.yaml": faulty, "known.json": '{"version":1,"findings":{}}' });
  const bin = await installNpx(folder);
  const [step] = (await read(".github/actions/check/action.yml")).runs.steps;
  await run(folder, bin, step.run, {
    GITHUB_STEP_SUMMARY: "/dev/null",
    GANTRY_VERSION: "1.2.3",
    CHECK_PATH: "app",
    CHECK_ENVIRONMENT: "staging",
    CHECK_MAX_WARNINGS: "3",
    CHECK_BASELINE: "known.json",
    CHECK_SARIF: "",
  });
  expect(await folder.read("..bin/asked")).toContain(
    "--yes gantry@1.2.3 check app --env staging --max-warnings 3 --baseline known.json --format github",
  );
});

test("the hook for pre-commit runs the check once, whatever was changed", async () => {
  await using folder = await createFolder({ "compose.yaml": faulty });
  const bin = await installNpx(folder);
  const [hook] = await read(".pre-commit-hooks.yaml");
  expect(hook).toMatchObject({ id: "gantry-check", language: "system", pass_filenames: false });
  const { code, stdout } = await run(folder, bin, hook.entry);
  expect(stdout).toContain("compose.yaml");
  expect(code).toBe(1);
  const files = new RegExp(hook.files.replace(/^\(\?i\)/, ""), "i");
  for (const file of [
    "compose.yaml",
    "deploy/docker-compose.prod.yml",
    "Dockerfile",
    "web/Caddyfile",
    ".env.example",
    "gantry.config.ts",
  ]) {
    expect(file).toMatch(files);
  }
  for (const file of ["src/index.ts", "README.md"]) expect(file).not.toMatch(files);
});
