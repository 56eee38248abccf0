import { expect, test } from "vitest";
import { EngineUnreachableError } from "./engine-unreachable-error.ts";
import { toUnreachableError } from "./to-unreachable-error.ts";

test.each([
  ["ECONNREFUSED", "refused"],
  ["ENOENT", "no-socket"],
  ["EACCES", "permission"],
  ["ECONNRESET", "connection-lost"],
  ["CERT_HAS_EXPIRED", "tls"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls"],
  ["HPE_INVALID_CONSTANT", "not-an-engine"],
])("%s means %s", (code, reason) => {
  const cause = Object.assign(new Error("low-level words"), { code });
  const error = toUnreachableError("unix:///x", cause);
  expect(error).toBeInstanceOf(EngineUnreachableError);
  expect(error).toMatchObject({ address: "unix:///x", reason, detail: "low-level words", cause });
});

test("an error that is not the connection's stays as it is", () => {
  const error = new TypeError("a bug");
  expect(toUnreachableError("unix:///x", error)).toBe(error);
});
