import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { copyRepository, type Repository } from "./repository.ts";

let repository: Repository | undefined;
afterEach(async () => {
  await repository?.[Symbol.asyncDispose]();
  repository = undefined;
});

async function open(name: string, env?: Record<string, string>): Promise<Repository> {
  repository = await copyRepository(`repositories/${name}`, env);
  return repository;
}

test("a plain Node.js server, which a second init leaves alone", async () => {
  const { workspace, succeed, config, check, up, ask } = await open("node-http");
  execFileSync("git", ["init", "--quiet", workspace.directory]);
  const { stdout } = await succeed(["init"]);
  expect(stdout).toBe("written gantry.config.ts\nchanged .gitignore\n");
  expect(await readFile(join(workspace.directory, ".gitignore"), "utf8")).toBe(".gantry/\n");
  const text = await config();
  expect(await workspace.gantry(["init"])).toMatchObject({ code: 1, stderr: expect.stringContaining("--force") });
  expect(await config()).toBe(text);
  await succeed(["init", "--force"]);
  expect(await config()).toBe(text);
  await check();
  await up();
  expect(await ask("/")).toBe("hello from node");
});

test("Express with Postgres and Redis from an env template, its migration before it", async () => {
  const { workspace, succeed, check, up, ask } = await open("express");
  const { stdout } = await succeed(["init", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    source: "repository",
    files: [{ path: join(workspace.directory, "gantry.config.ts"), action: "written" }],
    assumptions: ["The domain is orders.localhost until you write yours."],
  });
  expect(stdout).not.toContain("sk_test_replace_me");
  await check();
  await up();
  expect(JSON.parse(await ask("/"))).toEqual({ orders: 0, visits: 1, secrets: true });
});

test("a pnpm workspace whose applications call each other", async () => {
  const { succeed, check, up, ask } = await open("pnpm-workspace");
  await succeed(["init"]);
  await check();
  await up();
  expect(await ask("/")).toBe("web says: three notes");
});

test("a Dockerfile of its own, under the name in the Caddyfile", async () => {
  const { succeed, config, check, up, ask } = await open("dockerfile");
  await succeed(["init"]);
  expect(await config()).toContain('domain: "tools.acme.dev"');
  await check();
  await up();
  expect(await ask("/")).toBe("from its own Dockerfile");
});

test("Compose files are kept unless they are to be converted, and then the model is the same", async () => {
  const env = { DB_PASSWORD: "of-the-test", HTTP_PORT: "0" };
  const { workspace, succeed } = await open("compose", env);
  const kept = await succeed(["init"]);
  expect(kept).toMatchObject({ stdout: "", stderr: expect.stringContaining("--convert") });
  const files = ["-f", "compose.yaml", "-f", "compose.prod.yaml"];
  await succeed([...files, "init", "--convert"]);
  const project = ["-p", workspace.name];
  await succeed([...project, "up", "--build"]);
  // What the converted stack brought up is what the files describe: nothing is left to do but to wait for the engine's own check.
  const plan = await succeed([...project, ...files, "plan", "--json"]);
  const types = JSON.parse(plan.stdout).operations.map(({ type }: { type: string }) => type);
  expect(types.filter((type: string) => type !== "await-container")).toEqual([]);
  const script = "fetch('http://127.0.0.1:8000').then((r) => r.text()).then(console.log)";
  const answer = await succeed([...project, "exec", "web", "node", "-e", script]);
  expect(answer.stdout).toBe("hello from production, that is $5\n");
});

test("a Turborepo with a site, an API and a worker that a queue connects", async () => {
  const { succeed, check, up, ask } = await open("turborepo");
  await succeed(["init"]);
  await check();
  await up();
  expect(await ask("/")).toBe("0 sent");
  await ask("/", { method: "POST" });
  await expect.poll(() => ask("/"), { timeout: 20_000 }).toBe("1 sent");
});
