import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorkspace, parseLines, type Workspace } from "./workspace.ts";

const key = "a-key-that-nobody-sees";
let shop: Workspace;
beforeAll(async () => {
  shop = await createWorkspace();
  await shop.write(
    "gantry.config.ts",
    `import { defineStack, postgres, secret, service } from "gantry";

export default defineStack(() => {
  const db = postgres({ version: "17", database: "shop" });
  const web = service({
    image: "busybox",
    command: ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"],
    env: { DATABASE_URL: db.url, KEY: secret({ minLength: 8 }) },
  });
  return { name: "${shop.name}", services: { db, web } };
});
`,
  );
});
afterAll(() => shop[Symbol.asyncDispose]());

test("a missing secret is named before anything is changed", async () => {
  const { code, stderr } = await shop.gantry(["up"]);
  expect(code).toBe(2);
  expect(stderr).toContain("KEY");
});

test("config and render need no secret, and show none", async () => {
  for (const command of [["config"], ["config", "--json"], ["render"]]) {
    const { code, stdout } = await shop.gantry(command, { env: { KEY: key } });
    expect(code).toBe(0);
    expect(stdout).toContain("${KEY");
    expect(stdout).not.toContain(key);
  }
});

test("up wires the application to its database", async () => {
  const { code, stdout, stderr } = await shop.gantry(["up", "--json"], { env: { KEY: key } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(parseLines(stdout).at(-1)).toMatchObject({ type: "result", status: "done" });
  expect(stdout).not.toContain(key);
  const url = (await shop.gantry(["exec", "web", "sh", "-c", "echo $DATABASE_URL"])).stdout.trim();
  expect(url).toMatch(/^postgres:\/\/shop:.+@db:5432\/shop$/);
  const answer = await shop.gantry(["exec", "db", "psql", url.replace("@db:", "@127.0.0.1:"), "-Atc", "select 6 * 7"]);
  expect(answer).toMatchObject({ code: 0, stdout: "42\n" });
});

test("a second up finds everything right: what was generated is kept", async () => {
  expect(await shop.gantry(["plan", "--detailed-exitcode"], { env: { KEY: key } })).toMatchObject({ code: 0 });
});

test("a changed secret replaces only what has it, and its value is not told", async () => {
  const { code, stdout, stderr } = await shop.gantry(["plan"], { env: { KEY: "another-long-key" } });
  expect(code).toBe(0);
  expect(stdout).toContain("replace web: env KEY changed");
  expect(stdout).not.toContain("replace db");
  expect(stdout + stderr).not.toContain("another-long-key");
});

test("ps, logs and down need no secret", async () => {
  expect((await shop.gantry(["ps"])).stdout).toMatch(/^db +running/m);
  expect((await shop.gantry(["logs", "--tail", "1", "db"])).code).toBe(0);
  expect((await shop.gantry(["down", "-v", "--yes"])).code).toBe(0);
});

test("a Compose file beside it is left alone, and that is said; -f chooses it", async () => {
  await shop.write("compose.yaml", "services: { other: { image: busybox } }");
  const typed = await shop.gantry(["config", "--services"]);
  expect(typed.stdout).toBe("db\nweb\n");
  expect(typed.stderr).toContain("compose.yaml is not read");
  expect(await shop.gantry(["-f", "compose.yaml", "config", "--services"])).toEqual({
    code: 0,
    stdout: "other\n",
    stderr: "",
  });
});
