import { expect, test } from "vitest";
import { createProgressReader } from "./read-progress.ts";

const vertex = (digest: string, name: string, times: object) => ({ digest, name, ...times });
const line = (value: unknown) => JSON.stringify(value);

test("steps are counted as they begin and end, and those from the cache among them", () => {
  const read = createProgressReader(["web"]);
  const from = vertex("a", "[1/2] FROM node", { started: "t" });
  const run = vertex("b", "[build 2/2] RUN npm ci", { started: "t" });
  expect(read(line({ vertexes: [from] }))).toEqual([
    { target: "web", step: "[1/2] FROM node", progress: { current: 0, total: 1, cached: 0 } },
  ]);
  expect(read(line({ vertexes: [{ ...from, completed: "t", cached: true }, run] }))).toEqual([
    { target: "web", progress: { current: 1, total: 1, cached: 1 } },
    { target: "web", step: "[build 2/2] RUN npm ci", progress: { current: 1, total: 2, cached: 1 } },
  ]);
});

test("with several targets, each step is told of its own, without the target's name", () => {
  const read = createProgressReader(["web", "api"]);
  const news = read(
    line({
      vertexes: [
        vertex("a", "[web build 1/2] FROM node", { started: "t" }),
        vertex("b", "[api 2/2] RUN test [x] y", { started: "t" }),
        vertex("c", "[api] exporting to image", { started: "t" }),
        vertex("d", "[web internal] load .dockerignore", { started: "t" }),
        vertex("e", "[internal] load local bake definitions", { started: "t" }),
      ],
    }),
  );
  expect(news.map(({ target, step }) => [target, step])).toEqual([
    ["web", "[build 1/2] FROM node"],
    ["api", "[2/2] RUN test [x] y"],
    ["api", "exporting to image"],
  ]);
});

test("a stage that is called as the only target keeps its name", () => {
  const [news] = createProgressReader(["web"])(
    line({ vertexes: [vertex("a", "[web 1/2] FROM node", { started: "t" })] }),
  );
  expect(news?.step).toBe("[web 1/2] FROM node");
});

test("what a step writes is passed on as it was written, with its target", () => {
  const read = createProgressReader(["web", "api"]);
  read(line({ vertexes: [vertex("a", "[api 2/2] RUN npm ci", { started: "t" })] }));
  const data = Buffer.from("added 12 packages\n").toString("base64");
  expect(read(line({ logs: [{ vertex: "a", stream: 1, data }] }))).toEqual([
    { target: "api", output: "added 12 packages\n" },
  ]);
});

test("a failed step says so, also one that loads something", () => {
  const read = createProgressReader(["web", "api"]);
  const times = { started: "t", completed: "t", error: "exit code: 1" };
  expect(read(line({ vertexes: [vertex("a", "[web 2/2] RUN false", times)] }))[0]).toMatchObject({
    target: "web",
    failure: { step: "[2/2] RUN false", message: "exit code: 1" },
  });
  expect(read(line({ vertexes: [vertex("b", "[api internal] load metadata for x", times)] }))).toEqual([
    { target: "api", failure: { step: "[internal] load metadata for x", message: "exit code: 1" } },
  ]);
});

test("plain progress says the same", () => {
  const read = createProgressReader(["web", "api"]);
  const lines = [
    "#1 [internal] load build definition",
    "#7 [web build 2/3] RUN npm ci",
    "#7 1.204 added 12 packages",
    "#7 DONE 0.3s",
    "#8 [web 3/3] COPY . .",
    "#8 CACHED",
    "#9 [api 2/2] RUN false",
    "#9 ERROR: exit code: 1",
    "",
    "ERROR: target api: failed to solve",
  ];
  expect(lines.flatMap(read)).toEqual([
    { target: "web", step: "[build 2/3] RUN npm ci" },
    { target: "web", output: "added 12 packages\n" },
    { target: "web", progress: { current: 1, total: 1, cached: 0 } },
    { target: "web", step: "[3/3] COPY . ." },
    { target: "web", progress: { current: 2, total: 2, cached: 1 } },
    { target: "api", step: "[2/2] RUN false" },
    { target: "api", failure: { step: "[2/2] RUN false", message: "exit code: 1" } },
    { output: "ERROR: target api: failed to solve\n" },
  ]);
});
