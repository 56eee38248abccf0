import { expect, test } from "vitest";
import { lastCompletions } from "./note-completions.ts";

test("the newest release that ran something says what ran last", () => {
  const record = (id: number, completed?: Record<string, string>) => ({
    ...{ id, kind: "deploy" as const, who: "anna@laptop", began: "", milliseconds: 1, result: "deployed" as const },
    ...{ services: {}, configuration: "", ...(completed && { completed }) },
  });
  const releases = [record(3, { migrate: "c" }), record(2), record(1, { migrate: "a", seed: "s" })];
  expect(lastCompletions(releases)).toEqual({ migrate: "c", seed: "s" });
  expect(lastCompletions([])).toEqual({});
});
