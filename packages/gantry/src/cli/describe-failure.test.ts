import picocolors from "picocolors";
import { describe, expect, test } from "vitest";
import { EngineAddressError, EngineError, EngineTooOldError, EngineUnreachableError } from "../engine/errors.ts";
import { UserError } from "../model/error.ts";
import { describeFailure } from "./describe-failure.ts";
import { formatFailure } from "./report-failure.ts";

const plain = picocolors.createColors(false);

describe("describeFailure", () => {
  test.each([
    [new UserError("no", { code: "usage" }), "usage", 2],
    [new UserError("no", { code: "unhealthy" }), "unhealthy", 1],
    [new UserError("stopped", { code: "interrupted" }), "interrupted", 130],
    [new EngineUnreachableError("unix:///run/x.sock", "no-socket"), "engine-unreachable", 1],
    [new EngineTooOldError("unix:///run/x.sock", { found: "1.39", needed: "1.41" }), "engine-too-old", 1],
    [new EngineAddressError("malformed", "x", "x is no address"), "usage", 2],
    [new EngineError({ status: 500, detail: "boom", method: "GET", path: "/info" }), "engine-error", 1],
    [new TypeError("undefined is not a function"), "bug", 1],
    ["thrown text", "bug", 1],
  ])("%s has the code %s and the exit code %i", (error, code, exitCode) => {
    expect(describeFailure(error)).toMatchObject({ code, exitCode });
  });

  test("every way not to reach an engine says what to do", () => {
    for (const reason of ["refused", "permission", "auth", "network", "other"] as const) {
      expect(describeFailure(new EngineUnreachableError("ssh://x", reason)).fix).toMatch(/\.$/);
    }
  });

  test("a bug is shown with its causes", () => {
    const error = new Error("outer", { cause: new Error("inner") });
    expect(describeFailure(error).stack).toMatch(/outer[\s\S]*caused by: Error: inner/);
  });
});

describe("formatFailure", () => {
  test("says what is wrong, shows the further lines below it, then how to mend it", () => {
    const error = new UserError("db is unhealthy.", { code: "unhealthy", detail: "line 1\nline 2\n", fix: "Mend it." });
    expect(formatFailure(describeFailure(error), plain)).toBe(
      "error: db is unhealthy.\n  line 1\n  line 2\nTo fix it: Mend it.",
    );
  });

  test("a bug says where to report it", () => {
    expect(formatFailure(describeFailure(new Error("oops")), plain)).toMatch(
      /oops[\s\S]*bug in Gantry[\s\S]*issue tracker/,
    );
  });
});
