import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../cli/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace();
});
afterEach(() => workspace[Symbol.asyncDispose]());

const server = JSON.stringify({ name: "shop", scripts: { start: "node server.js" } });
const config = () => readFile(join(workspace.directory, "gantry.config.ts"), "utf8");

describe("gantry init refuses", () => {
  test.each<[string, Record<string, string>, string[], number, RegExp]>([
    [
      "a folder in which nothing runs",
      { "README.md": "" },
      [],
      2,
      /nothing that runs was found: .*\n.*docs\/config\.md/,
    ],
    [
      "a workspace that is no YAML",
      { "package.json": server, "pnpm-workspace.yaml": "packages: [" },
      [],
      2,
      /pnpm-workspace\.yaml:\d+:\d+: this is not YAML\./,
    ],
    ["a folder that is not there", {}, ["nowhere"], 2, /nowhere: there is no such folder\.\nName/],
    ["a package.json that is none", { "package.json": "{" }, [], 2, /package\.json: this is not JSON/],
    [
      "a domain that is none",
      { "package.json": server },
      ["--domain", "a b"],
      2,
      /--domain: "a b" is not a host name\./,
    ],
    ["to convert where there is nothing", { "package.json": server }, ["--convert"], 2, /there is no Compose file/],
    ["to convert and ignore", { "package.json": server }, ["--convert", "--ignore-compose"], 2, /Give one of the two/],
    [
      "what has no counterpart, each with its place",
      { "compose.yaml": "services:\n  a: { image: x, extends: { service: B, file: b.yaml } }\n  B: { image: x }\n" },
      ["--convert"],
      2,
      /compose\.yaml:2:.*services\.a\.extends.*\n.*compose\.yaml:3:3: services\.B/,
    ],
  ])("%s", async (_title, files, args, code, message) => {
    for (const [path, text] of Object.entries(files)) await workspace.write(path, text);
    expect(await workspace.gantry(["init", ...args])).toMatchObject({
      code,
      stdout: "",
      stderr: expect.stringMatching(message),
    });
    expect((await readdir(workspace.directory)).sort()).toEqual(Object.keys(files).sort());
  });

  test("to overwrite a config, unless it is forced, and tells so in JSON too", async () => {
    await workspace.write("package.json", server);
    await workspace.write("gantry.config.ts", "mine");
    const refused = await workspace.gantry(["init", "--json"]);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stderr)).toMatchObject({
      version: 1,
      error: { code: "refused", fix: expect.stringContaining("--force") },
    });
    expect(await workspace.gantry(["init", "--yes"])).toMatchObject({ code: 1, stdout: "" });
    const shown = await workspace.gantry(["init", "--dry-run"]);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining("defineStack") });
    expect(await config()).toBe("mine");
    expect(await workspace.gantry(["init", "--force"])).toMatchObject({
      code: 0,
      stdout: "written gantry.config.ts\n",
    });
    expect(await config()).toBe(shown.stdout);
  });
});

test("gantry init leaves a config of another name alone, even when it is forced", async () => {
  await workspace.write("package.json", server);
  await workspace.write("gantry.config.mjs", "mine");
  const { code, stderr } = await workspace.gantry(["init", "--force"]);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/gantry\.config\.mjs: there is one already\.\nRemove it/)]);
  expect(await readdir(workspace.directory)).not.toContain("gantry.config.ts");
});

test("gantry init says what it found, what it assumed, and what is to be done", async () => {
  await workspace.write("shop/package.json", server);
  await workspace.write("shop/.env", "SECRET=of the test");
  const told = await workspace.gantry(["init", "shop", "--domain", "shop.acme.dev"]);
  expect(told.stdout).toBe("written shop/gantry.config.ts\n");
  expect(told.stderr.trimEnd().split("\n")).toEqual([
    "Found app: Node.js in .",
    "Assumed: app listens on the port 3000: nothing says which.",
    "To do: Run the package manager's install and commit its lock file: the build installs what it says.",
    "Next: gantry config to look at it, gantry up to run it.",
  ]);
  const json = await workspace.gantry(["init", "shop", "--json", "--dry-run", "--domain", "shop.acme.dev"]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    version: 1,
    folder: join(workspace.directory, "shop"),
    source: "repository",
    files: [],
    config: expect.stringContaining('domain: "shop.acme.dev"'),
    findings: {
      name: "shop",
      envFiles: [".env"],
      applications: [{ key: "app", todo: [expect.stringContaining("lock")] }],
    },
  });
  expect(json.stdout).not.toContain("of the test");
});

describe("at a terminal, gantry init", () => {
  test("asks for the applications and the public name", async () => {
    await workspace.write("package.json", '{ "workspaces": ["api", "web"] }');
    await workspace.write("api/package.json", server);
    await workspace.write("web/package.json", server);
    const { child, saw, finished } = workspace.startInTerminal(["init"]);
    await saw(/Which of these belong to the stack\?/);
    child.stdin.write(" \r");
    await saw(/Its public host name\?/);
    child.stdin.write("shop.acme.dev\r");
    expect(await finished).toMatchObject({ code: 0 });
    expect(await config()).toContain('environments: { production: { domain: "shop.acme.dev" } }');
  });

  test("offers to convert Compose files, and writes nothing when it is interrupted", async () => {
    await workspace.write("compose.yaml", "name: shop\nservices:\n  web: { image: nginx }\n");
    const interrupted = workspace.startInTerminal(["init"]);
    await interrupted.saw(/compose\.yaml: Gantry runs these files as they are/);
    interrupted.child.stdin.write("\u0003");
    expect(await interrupted.finished).toMatchObject({ code: 130 });
    expect(await readdir(workspace.directory)).toEqual(["compose.yaml"]);
    const { child, saw, finished } = workspace.startInTerminal(["init"]);
    await saw(/Convert them/);
    child.stdin.write("\u001b[B\r");
    expect(await finished).toMatchObject({ code: 0 });
    expect(await config()).toContain('web: composeService({ image: "nginx" })');
  });

  test("asks nothing with --yes", async () => {
    await workspace.write("package.json", server);
    expect(await workspace.startInTerminal(["init", "--yes"]).finished).toMatchObject({ code: 0 });
    expect(await config()).toContain('"shop.localhost": app');
  });
});
