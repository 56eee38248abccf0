import { expect, test } from "vitest";
import { describeFinding } from "./describe-finding.ts";
import type { Finding } from "./finding.ts";

const layer = { index: 3, digest: "sha256:a", createdBy: "COPY . ." };

test.each<[Finding, string]>([
  [
    {
      kind: "secret",
      rule: "DB_PASSWORD",
      form: "plain",
      severity: "error",
      layer,
      place: { file: "app/.env", line: 3 },
    },
    "the secret DB_PASSWORD is in /app/.env:3, layer 4 (COPY . .)",
  ],
  [
    { kind: "secret", rule: "TOKEN", form: "base64", severity: "error", place: { config: "Env.AUTH" } },
    "the secret TOKEN in base64 is in Env.AUTH",
  ],
  [
    { kind: "file", rule: "env-file", severity: "error", layer, place: { file: "a/.env.local" }, removedLater: true },
    "a file for keys (env-file) is in /a/.env.local, layer 4 (COPY . .); a later layer removes it, and whoever has the image has it",
  ],
  [
    { kind: "key", rule: "private-key", severity: "warning", layer, place: { file: "k" }, inBase: true },
    "what looks like a key (private-key) is in /k, layer 4 (COPY . .) of the base image",
  ],
])("a finding says where it is and not what: %#", (finding, expected) => {
  expect(describeFinding(finding)).toBe(expected);
});
