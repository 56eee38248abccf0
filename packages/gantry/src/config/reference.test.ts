import { describe, expect, expectTypeOf, test } from "vitest";
import { external } from "./external.ts";
import { node } from "./presets/node.ts";
import { postgres } from "./presets/postgres.ts";
import { redis } from "./presets/redis.ts";
import { env, type OpenReference, type SecretReference, text } from "./reference.ts";
import { secret } from "./secret.ts";

const db = postgres({ version: "17" });
const cache = redis({ version: "8" });
const api = node({ build: ".", port: 3000 });

describe("a reference knows, and its type says, whether there is a secret in it", () => {
  test.each([
    ["secret()", secret()],
    ["db.url", db.url],
    ["db.password", db.password],
    ["cache.url", cache.url],
    ["a text with a secret", text`${db.host}:${db.password}`],
    ["an external address that is secret", external({ url: secret() }).url],
  ] satisfies [string, SecretReference][])("%s holds one", (_, reference) => {
    expect(reference.holdsSecret).toBe(true);
  });

  test.each([
    ["env()", env("NAME")],
    ["db.host", db.host],
    ["db.database", db.database],
    ["api.url", api.url],
    ["a text without one", text`postgres://${db.host}/${env("NAME")}?${1}`],
    ["an external address", external({ url: "https://api.example.com" }).url],
  ] satisfies [string, OpenReference][])("%s holds none", (_, reference) => {
    expect(reference.holdsSecret).toBe(false);
  });

  test("a text may hold one as soon as one of its parts does", () => {
    expectTypeOf(text`${db.host}${secret()}`).toEqualTypeOf<SecretReference>();
    expectTypeOf(text`${db.host}${1}`).toEqualTypeOf<OpenReference>();
    expectTypeOf(text`plain`).toEqualTypeOf<OpenReference>();
  });
});
