import { afterEach, beforeEach, expect, test } from "vitest";
import { label } from "../../../packages/gantry/src/plan/labels.ts";
import { createWorkspace, shopFile, stuckFile, type Workspace } from "./workspace.ts";

let shop: Workspace;
beforeEach(async () => {
  shop = await createWorkspace();
});
afterEach(() => shop[Symbol.asyncDispose]());

const countRunning = async (): Promise<number> =>
  (await shop.engine.containers.list({ labels: [`${label.project}=${shop.name}`], running: true })).length;

test("Ctrl-C during up leaves containers as they are, and says which run and how to go on", async () => {
  await shop.write("compose.yaml", stuckFile(shop.name));
  const up = shop.start(["up"]);
  await up.saw(/db {2}probing/);
  await up.saw(/alone {2}running/);
  up.child.kill("SIGINT");
  const { code, stderr } = await up.finished;
  expect(code).toBe(130);
  expect(stderr).toContain(`ready: ${shop.name}-alone-1`);
  expect(stderr).toContain(`started, not ready yet: ${shop.name}-db-1`);
  expect(stderr).toContain("To go on: gantry up. To take it down: gantry down.");
  expect(await countRunning()).toBe(2);
});

test("up goes on where Ctrl-C ended it", async () => {
  await shop.write("compose.yaml", stuckFile(shop.name));
  const up = shop.start(["up"]);
  await up.saw(/db {2}probing/);
  up.child.kill("SIGTERM");
  expect((await up.finished).code).toBe(130);
  await shop.write("compose.yaml", stuckFile(shop.name).replace("exit 1", "exit 0"));
  expect((await shop.gantry(["up"])).code).toBe(0);
  expect(await countRunning()).toBe(3);
});

test("following logs ends with Ctrl-C, without a word", async () => {
  await shop.write("compose.yaml", shopFile(shop.name));
  expect((await shop.gantry(["up"])).code).toBe(0);
  const logs = shop.start(["logs", "-f"]);
  await logs.saw(/db line \d+/);
  logs.child.kill("SIGINT");
  expect(await logs.finished).toMatchObject({ code: 130, stderr: "" });
});

test("a one-off container is stopped, and removed, when its run is interrupted", async () => {
  await shop.write("compose.yaml", shopFile(shop.name));
  const run = shop.start([
    "run",
    "--rm",
    "--no-deps",
    "web",
    "sh",
    "-c",
    "trap 'exit 0' TERM; echo begun; while :; do sleep 0.1; done",
  ]);
  await run.saw(/begun/);
  run.child.kill("SIGINT");
  expect((await run.finished).code).toBe(130);
  expect(await countRunning()).toBe(0);
});
