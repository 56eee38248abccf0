import { expect, test } from "vitest";
import { formatFindings } from "./format-findings.ts";

const layer = { index: 2, digest: "sha256:1", createdBy: "COPY . /app" };

test("each finding says what it is, where, and in which layer", () => {
  expect(
    formatFindings([
      {
        kind: "secret",
        rule: "TOKEN",
        form: "base64",
        severity: "error",
        layer,
        place: { file: "app/a", line: 3 },
        removedLater: true,
      },
      { kind: "secret", rule: "TOKEN", form: "plain", severity: "error", place: { config: "Env.TOKEN" } },
      {
        kind: "key",
        rule: "npm-token",
        severity: "warning",
        layer: { ...layer, createdBy: "" },
        place: { file: "root/x" },
      },
      { kind: "file", rule: "env-file", severity: "error", layer, place: { file: "app/.env" } },
    ]),
  ).toEqual([
    "error: the value of TOKEN (as base64) in app/a:3, layer 3: COPY . /app (a later layer removes the file, but everybody who has the image can read it)",
    "error: the value of TOKEN in Env.TOKEN",
    "warning: what looks like a key (npm-token) in root/x, layer 3",
    "error: a file for keys (env-file) in app/.env, layer 3: COPY . /app",
  ]);
});
