import { expect, test } from "vitest";
import { createRedactor } from "./redact.ts";

test("a sensitive value is blanked out as it is, in JSON, and in a URL", () => {
  const redact = createRedactor(new Set(['p"ss word']));
  expect(redact('password p"ss word')).toBe("password <redacted>");
  expect(redact(JSON.stringify({ password: 'p"ss word' }))).toBe('{"password":"<redacted>"}');
  expect(redact(`postgres://u:${encodeURIComponent('p"ss word')}@db`)).toBe("postgres://u:<redacted>@db");
});

test("of two values that contain each other, the longer one is blanked out whole", () => {
  expect(createRedactor(new Set(["secret", "secret-two"]))("secret-two secret")).toBe("<redacted> <redacted>");
});

test("values too short to be secrets leave ordinary words alone", () => {
  expect(createRedactor(new Set(["", "a", "web"]))("a web")).toBe("a web");
});
