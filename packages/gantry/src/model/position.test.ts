import { expect, it } from "vitest";
import { configError, formatIssue } from "./error.ts";
import { formatPath } from "./position.ts";

it("a path reads as in the file, with unusual keys quoted", () => {
  expect(formatPath(["services", "web", "ports", 0, "target"])).toBe("services.web.ports[0].target");
  expect(formatPath(["services", "web", "labels", "a.b"])).toBe('services.web.labels."a.b"');
});

it("an issue says where, what, and how to mend it", () => {
  const issue = {
    message: "services.web.prots: unknown key.",
    position: { file: "compose.yaml", line: 4, column: 5 },
    fix: 'Did you mean "ports"?',
  };
  expect(formatIssue(issue)).toBe('compose.yaml:4:5: services.web.prots: unknown key. Did you mean "ports"?');
});

it("a message that the user worded ends before the fix begins", () => {
  expect(formatIssue({ message: "NAME has no value: set it", fix: "Set NAME in the environment." })).toBe(
    "NAME has no value: set it. Set NAME in the environment.",
  );
});

it("a configuration error lists all issues at once and ends with exit code 2", () => {
  const error = configError([{ message: "one." }, { message: "two." }]);
  expect(error.message).toContain("2 errors");
  expect(error.message).toContain("one.");
  expect(error.message).toContain("two.");
  expect(error.exitCode).toBe(2);
});
