import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkspace, shopFile, type Workspace } from "./workspace.ts";

let shop: Workspace;
beforeEach(async () => {
  shop = await createWorkspace();
  await shop.write("compose.yaml", shopFile(shop.name));
});
afterEach(() => shop[Symbol.asyncDispose]());

test("what docker compose made is Gantry's to see, to use, to bring up to date and to take down", async () => {
  expect((await shop.compose("up", "-d")).code).toBe(0);
  expect((await shop.gantry(["ps"])).stdout).toMatch(/^db +running[\s\S]*^web +running/m);
  expect((await shop.gantry(["exec", "web", "echo", "hello"])).stdout).toBe("hello\n");
  await shop.gantry(["exec", "db", "touch", "/data/kept"]);
  expect((await shop.gantry(["up", "--replace", "db"])).code).toBe(0);
  expect((await shop.gantry(["exec", "db", "ls", "/data"])).stdout).toBe("kept\n");
  expect((await shop.gantry(["plan", "--detailed-exitcode"])).code).toBe(0);
  expect((await shop.gantry(["down", "-v", "--yes"])).code).toBe(0);
  expect((await shop.compose("ps", "--all", "--quiet")).stdout).toBe("");
});

test("docker compose takes down what Gantry made, with nothing left", async () => {
  expect((await shop.gantry(["up"])).code).toBe(0);
  expect((await shop.compose("down", "--volumes")).code).toBe(0);
  expect(await shop.gantry(["plan"])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("2 create · create 1 network · create 1 volume"),
  });
});

test("without its file a project is still known by its name", async () => {
  expect((await shop.gantry(["up"])).code).toBe(0);
  const elsewhere = await createWorkspace();
  try {
    expect((await elsewhere.gantry(["-p", shop.name, "ps"])).stdout).toMatch(/^db +running/m);
    expect((await elsewhere.gantry(["-p", shop.name, "down", "-v", "--yes"])).code).toBe(0);
  } finally {
    await elsewhere[Symbol.asyncDispose]();
  }
  expect((await shop.compose("ps", "--all", "--quiet")).stdout).toBe("");
});
