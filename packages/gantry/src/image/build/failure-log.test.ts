import { expect, test } from "vitest";
import { createFailureLog } from "./failure-log.ts";

const targets = ["web", "api"].map((name) => ({ name, services: [name], build: {}, tags: [] }));

test("the first step that failed is named, with what its image wrote and nothing of the others", () => {
  const log = createFailureLog(targets, "1.51");
  log.note({ target: "web", output: "added 12 packages\n" });
  log.note({ target: "api", output: "missing module\n" });
  log.note({ target: "api", failure: { step: "[build 2/3] RUN npm ci", message: "exit code: 9" } });
  log.note({ target: "web", failure: { step: "[2/2] RUN sleep", message: "cancelled" } });
  log.note({ output: "ERROR: target api: failed to solve\n" });
  const error = log.toError();
  expect(error).toMatchObject({
    code: "build-failed",
    message: "api: the build of its image failed at [build 2/3] RUN npm ci.",
    detail: "The build wrote:\n  missing module\n  exit code: 9",
  });
});

test("what fails before any step is told with the command's own lines", () => {
  const log = createFailureLog(targets, "1.51");
  log.note({ output: "Dockerfile:1\nERROR: target web: failed to solve: dockerfile parse error\n" });
  expect(log.toError()).toMatchObject({
    message: "web: the build of its image failed.",
    detail: "The build wrote:\n  Dockerfile:1\n  ERROR: target web: failed to solve: dockerfile parse error",
  });
});

test("on an old engine, a build with additional contexts is told what these need", () => {
  const target = { name: "web", services: ["web"], build: { additional_contexts: { base: "x" } }, tags: [] };
  expect(createFailureLog([target], "1.41").toError().fix).toContain("# syntax=docker/dockerfile:1");
  expect(createFailureLog([target], "1.43").toError().fix).not.toContain("# syntax");
});
