import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorkspace, parseLines, shopFile, type Workspace } from "./workspace.ts";

let shop: Workspace;
beforeAll(async () => {
  shop = await createWorkspace();
  await shop.write("compose.yaml", shopFile(shop.name));
  expect((await shop.gantry(["up"])).code).toBe(0);
});
afterAll(() => shop[Symbol.asyncDispose]());

test("lines of several services are merged in the order in which they were written", async () => {
  const lines = parseLines((await shop.gantry(["logs", "--json"])).stdout);
  const times = lines.map(({ time }) => String(time));
  expect(new Set(lines.map(({ service }) => service))).toEqual(new Set(["db", "web"]));
  expect(times).toEqual(times.toSorted());
});

test("--tail counts from the end of each container, --since and --until bound the time", async () => {
  expect((await shop.gantry(["logs", "--tail", "2", "db"])).stdout.split("\n")).toHaveLength(3);
  const all = parseLines((await shop.gantry(["logs", "--json", "db"])).stdout);
  const [from, to] = [String(all[2]?.["time"]), String(all[5]?.["time"])];
  const some = await shop.gantry(["logs", "--json", "--since", from, "--until", to, "db"]);
  const texts = parseLines(some.stdout).map(({ text }) => text);
  expect(texts).toContain("db line 4");
  expect(texts).not.toContain("db line 1");
  expect(texts).not.toContain("db line 8");
});

test("following goes on through a replacement, and no line is told twice", async () => {
  const logs = shop.start(["logs", "-f", "--no-prefix", "db"]);
  await logs.saw(/db line \d+/);
  await shop.write("compose.yaml", shopFile(shop.name).replaceAll("db line", "new line"));
  expect((await shop.gantry(["up", "--replace", "db", "--quiet"])).code).toBe(0);
  await logs.saw(/new line 5\n/);
  logs.child.kill("SIGINT");
  const lines = (await logs.finished).stdout.trimEnd().split("\n");
  expect(lines).toEqual([...new Set(lines)]);
  const news = lines.filter((line) => line.startsWith("new")).map((line) => Number(line.replace("new line ", "")));
  expect(news).toEqual(news.map((_, index) => index + 1));
});

test.each([
  ["logs", ["logs", "-f"]],
  ["exec", ["exec", "db", "yes"]],
  ["run", ["run", "--rm", "--no-deps", "web", "yes"]],
] as const)("%s ends without an error when its reader has seen enough", async (_, args) => {
  const running = shop.start(args);
  await running.saw(/\n/);
  running.child.stdout.destroy();
  expect(await running.finished).toMatchObject({ code: 0, stderr: "" });
});
