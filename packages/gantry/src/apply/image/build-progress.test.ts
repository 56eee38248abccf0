import { expect, test } from "vitest";
import { createBuildProgress } from "./build-progress.ts";

const step = (digest: string, name: string, times: object) => ({ digest, name, ...times });

test("steps are counted as they begin and end", () => {
  const read = createBuildProgress();
  const a = step("a", "[1/2] FROM node", { started: "t" });
  const b = step("b", "[2/2] RUN npm ci", { started: "t" });
  expect(read(JSON.stringify({ vertexes: [a] }))).toEqual({
    step: "[1/2] FROM node",
    progress: { current: 0, total: 1 },
  });
  expect(read(JSON.stringify({ vertexes: [{ ...a, completed: "t" }, b] }))).toEqual({
    step: "[2/2] RUN npm ci",
    progress: { current: 1, total: 2 },
  });
});

test("what a step writes is passed on as it was written", () => {
  const data = Buffer.from("added 12 packages\n").toString("base64");
  expect(createBuildProgress()(JSON.stringify({ logs: [{ vertex: "a", stream: 1, data }] }))).toEqual({
    output: "added 12 packages\n",
  });
});

test("a failed step says so", () => {
  const failed = step("a", "[2/2] RUN false", { started: "t", completed: "t", error: "exit code: 1" });
  expect(createBuildProgress()(JSON.stringify({ vertexes: [failed] })).output).toBe("[2/2] RUN false: exit code: 1\n");
});

test.each([
  ["#7 [2/3] RUN npm ci", { step: "[2/3] RUN npm ci" }],
  ["#7 1.204 added 12 packages", { output: "added 12 packages\n" }],
  ["#1 [internal] load build definition", {}],
  ["ERROR: failed to solve", { output: "ERROR: failed to solve\n" }],
  ["", {}],
])("plain progress: %j", (line, news) => {
  expect(createBuildProgress()(line)).toEqual(news);
});
