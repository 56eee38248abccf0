import { expect, test } from "vitest";
import { UserError } from "../model/error.ts";
import { combineFailures } from "./combine-failures.ts";

const unhealthy = new UserError("db: unhealthy.", { code: "unhealthy", detail: "Last lines", fix: "Mend it." });
const exited = new UserError("web: exited.", { code: "container-exited" });

test("a single failure stays as it is", () => {
  expect(combineFailures([unhealthy])).toBe(unhealthy);
});

test("of several, the first gives the code, and all are said", () => {
  expect(combineFailures([unhealthy, exited])).toMatchObject({
    code: "unhealthy",
    message: "db: unhealthy.\nweb: exited.",
    detail: "db: unhealthy.\nLast lines",
    fix: "Mend it.",
    issues: [{ message: "db: unhealthy.", fix: "Mend it." }, { message: "web: exited." }],
  });
});

test("a bug is not hidden behind what the user can mend", () => {
  const bug = new TypeError("undefined is not a function");
  expect(combineFailures([unhealthy, bug])).toBe(bug);
});
