import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorkspace, shopFile, type Workspace } from "./workspace.ts";

let shop: Workspace;
beforeAll(async () => {
  shop = await createWorkspace();
  await shop.write("compose.yaml", shopFile(shop.name));
});
afterAll(() => shop[Symbol.asyncDispose]());

test.each([
  ["an unknown command", ["upp"], 2, 'Did you mean "up"?'],
  ["an unknown option", ["up", "--bild"], 2, 'Did you mean "--build"?'],
  ["a service that is not there", ["up", "wev"], 2, "web"],
  ["a service to scale that is not there", ["up", "--scale", "wev=2"], 2, 'Did you mean "web"?'],
  ["a service to replace that is not there", ["up", "--replace", "wev"], 2, 'Did you mean "web"?'],
  ["a service whose logs are asked for and that is not there", ["logs", "wev"], 2, 'Did you mean "web"?'],
  ["a file that is not there", ["-f", "none.yaml", "config"], 2, "none.yaml"],
  ["a service that is not running", ["exec", "web", "true"], 1, "To start it: gantry up web"],
  ["an engine that is not there", ["-H", "unix:///nowhere.sock", "ps"], 1, "/nowhere.sock"],
  ["an address that is none", ["-H", "ftp://x", "ps"], 2, "ftp"],
  ["options that contradict each other", ["up", "--force-recreate", "--no-recreate"], 2, "contradict"],
  ["a time that is none", ["logs", "--since", "yesterday"], 2, "15m"],
] as const)("%s ends with one clear message and its code", async (_, args, code, text) => {
  const result = await shop.gantry(args);
  expect(result).toMatchObject({ code, stdout: "" });
  expect(result.stderr).toMatch(/^error: /);
  expect(result.stderr).toContain(text);
  expect(result.stderr).not.toMatch(/^ {4}at /m);
});

test("everything that is wrong in a file is told at once, with its place", async () => {
  await shop.write("broken.yaml", "services:\n  web:\n    imge: busybox\n    ports: [nine]\n");
  const { code, stderr } = await shop.gantry(["-f", "broken.yaml", "config"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/broken\.yaml:3:\d+: .*"image"/);
  expect(stderr).toMatch(/broken\.yaml:4:\d+: /);
});

test("a variable that is required and missing is wrong configuration", async () => {
  await shop.write("required.yaml", "services: { web: { image: '${IMAGE:?which image}' } }");
  const { code, stderr } = await shop.gantry(["-f", "required.yaml", "config"]);
  expect(code).toBe(2);
  expect(stderr).toContain("which image");
});

test("a service that does not become healthy in time is a failure", async () => {
  await shop.write(
    "sick.yaml",
    `name: ${shop.name}\nservices: { sick: { image: busybox, init: true, command: [sh, -c, "echo I am ill; sleep 600"], healthcheck: { test: [CMD-SHELL, "echo cannot connect; exit 1"], interval: 300ms, retries: 2 } } }`,
  );
  const { code, stderr } = await shop.gantry(["-f", "sick.yaml", "up", "--wait-timeout", "20"]);
  expect(code).toBe(1);
  expect(stderr).toContain("cannot connect");
  expect(stderr).toContain("I am ill");
});

test("a reader that has seen enough is no failure", async () => {
  const running = shop.start(["config", "--json"]);
  running.child.stdout.destroy();
  expect(await running.finished).toMatchObject({ code: 0, stderr: "" });
});
