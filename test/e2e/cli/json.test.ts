import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorkspace, parseLines, shopFile, type Workspace } from "./workspace.ts";

let shop: Workspace;
beforeAll(async () => {
  shop = await createWorkspace();
  await shop.write("compose.yaml", shopFile(shop.name));
});
afterAll(() => shop[Symbol.asyncDispose]());

const json = async (...args: string[]): Promise<unknown> => JSON.parse((await shop.gantry([...args, "--json"])).stdout);

test("plan prints its operations", async () => {
  expect(await json("plan")).toMatchObject({
    version: 1,
    project: shop.name,
    operations: expect.arrayContaining([
      expect.objectContaining({
        type: "create-container",
        service: "web",
        target: `${shop.name}-web-1`,
        reason: expect.any(String),
      }),
    ]),
    unchanged: [],
    provisional: false,
  });
});

test("up prints an event a line, the plan first and the result last, and nothing on stderr", async () => {
  const { code, stdout, stderr } = await shop.gantry(["up", "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = parseLines(stdout);
  for (const line of lines)
    expect(line).toMatchObject({ version: 1, type: expect.any(String), time: expect.any(Number) });
  expect(lines[0]).toMatchObject({ type: "plan", project: shop.name });
  expect(lines).toContainEqual(expect.objectContaining({ type: "phase", service: "db", phase: "healthy" }));
  expect(lines.at(-1)).toMatchObject({
    type: "result",
    status: "done",
    milliseconds: expect.any(Number),
    urls: [{ service: "web", url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) }],
  });
});

test("ps prints the containers with numbers, not words", async () => {
  expect(await json("ps", "web")).toEqual({
    version: 1,
    project: shop.name,
    containers: [
      {
        service: "web",
        number: 1,
        name: `${shop.name}-web-1`,
        id: expect.stringMatching(/^[0-9a-f]{64}$/),
        oneOff: false,
        image: "busybox",
        state: "running",
        exitCode: null,
        health: null,
        restarts: 0,
        ports: [{ hostIp: "127.0.0.1", hostPort: expect.any(Number), containerPort: 8000, protocol: "tcp" }],
        created: expect.stringMatching(/Z$/),
        started: expect.stringMatching(/Z$/),
        finished: null,
        memory: { usage: expect.any(Number), limit: null },
      },
    ],
  });
});

test("logs prints a line an object", async () => {
  const { stdout } = await shop.gantry(["logs", "web", "--json"]);
  expect(parseLines(stdout)).toEqual([
    {
      version: 1,
      type: "log",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      service: "web",
      number: 1,
      container: `${shop.name}-web-1`,
      stream: "stdout",
      text: "web started",
    },
  ]);
});

test("config is what docker compose config prints", async () => {
  const composed = await shop.compose("config", "--format", "json");
  expect(await json("config")).toEqual(JSON.parse(composed.stdout));
  expect(await json("config", "--services")).toEqual(["db", "web"]);
});

test("render prints its files, and writes them where it is told", async () => {
  expect(await json("render")).toMatchObject({
    version: 1,
    folder: null,
    files: [{ path: "compose.yaml", content: expect.stringContaining("busybox") }],
  });
  expect(await json("render", "-o", "out")).toMatchObject({ folder: `${shop.directory}/out` });
  expect((await shop.compose("-f", "out/compose.yaml", "config", "-q")).code).toBe(0);
});

test("an error is an object on stderr, and in a stream of events the result too", async () => {
  const failed = await shop.gantry(["up", "nobody", "--json"]);
  expect(failed.code).toBe(2);
  const error = { code: "not-found", message: expect.stringContaining("nobody"), fix: expect.any(String) };
  expect(JSON.parse(failed.stderr)).toMatchObject({ version: 1, type: "error", error });
});

test("down prints events too", async () => {
  const { stdout } = await shop.gantry(["down", "-v", "--yes", "--json"]);
  expect(parseLines(stdout).at(-1)).toMatchObject({ type: "result", status: "done" });
});
