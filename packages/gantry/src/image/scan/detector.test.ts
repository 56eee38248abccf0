import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDetector } from "./detector.ts";
import { isDistinctive } from "./is-distinctive.ts";

const value = "p@ss/w0rd+Ä<q>&77";
const secrets = new Map([
  ["DATABASE_PASSWORD", value],
  ["POSTGRES_PASSWORD", "postgres"],
  ["EMPTY", ""],
]);

/** What is found in a text: `secret DATABASE_PASSWORD base64`. */
function detect(text: string, harmless = false): string[] {
  const found = new Set<string>();
  const bytes = Buffer.from(text);
  createDetector(secrets).search(
    bytes,
    { from: 0, to: bytes.length },
    ({ match: { kind, rule, form } }) => found.add([kind, rule, form].filter(Boolean).join(" ")),
    { harmless },
  );
  return [...found];
}

/** Not written out, so that this file is no finding itself. */
const join = (...parts: string[]) => parts.join("");
const letters = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kM9nP2rS5uV8xY1zA4cD7fG0iL3oR6t";
const base64Line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
const jwt = (payload: object) => `${encode({ alg: "HS256", typ: "JWT" })}.${encode(payload)}.${letters.slice(0, 43)}`;

describe("a stack's own value is found", () => {
  test("as it is, between any other bytes", () => {
    expect(detect(`x${value}y`)).toEqual(["secret DATABASE_PASSWORD plain"]);
  });

  test.each(["", "a", "ab", "abc", "user:"])("in base64, after %j", (before) => {
    for (const encoding of ["base64", "base64url"] as const) {
      const text = Buffer.from(`${before}${value}@host`).toString(encoding);
      expect(detect(text)).toEqual(["secret DATABASE_PASSWORD base64"]);
    }
  });

  test.each([
    encodeURIComponent(value),
    encodeURIComponent(value).toLowerCase().replace("%c3%84", "%c3%84"),
    new URLSearchParams({ p: value }).toString(),
  ])("in a URL: %s", (text) => {
    expect(detect(text)).toContain("secret DATABASE_PASSWORD url");
  });

  test("as JSON, as JavaScript, Go and Python write it", () => {
    const quoted = new Map([["Q", 'say "ÿes" & <go>/home']]);
    const search = (text: string) => {
      const forms: unknown[] = [];
      const bytes = Buffer.from(text);
      createDetector(quoted).search(bytes, { from: 0, to: bytes.length }, ({ match }) => forms.push(match.form));
      return forms;
    };
    expect(search('{"q":"say \\"ÿes\\" & <go>/home"}')).toEqual(["json"]);
    expect(search('{"q":"say \\"ÿes\\" \\u0026 \\u003cgo\\u003e/home"}')).toEqual(["json"]);
    expect(search('{"q":"say \\"\\u00ffes\\" & <go>/home"}')).toEqual(["json"]);
  });

  test("in a place where keys are harmless", () => {
    expect(detect(value, true)).toEqual(["secret DATABASE_PASSWORD plain"]);
  });

  test("whatever it is", () => {
    const distinctive = fc
      .string({ unit: "grapheme", minLength: 8, maxLength: 60 })
      .filter((s) => isDistinctive(s.trim()));
    fc.assert(
      fc.property(
        distinctive,
        fc.string(),
        fc.constantFrom("plain", "base64", "url", "json"),
        (secret, around, form) => {
          const trimmed = secret.trim();
          const written = {
            plain: trimmed,
            base64: Buffer.from(around + trimmed + around).toString("base64"),
            url: encodeURIComponent(trimmed),
            json: JSON.stringify(`${around}${trimmed}${around}`),
          }[form];
          const detector = createDetector(new Map([["S", secret]]));
          const bytes = Buffer.from(written);
          const found: string[] = [];
          detector.search(bytes, { from: 0, to: bytes.length }, ({ match }) => found.push(match.rule));
          expect(found).toContain("S");
          expect(detector.redact(`a ${written} b`)).not.toContain(trimmed);
        },
      ),
    );
  });
});

describe("a value that stands anywhere by chance counts beside its name only", () => {
  test.each([
    "POSTGRES_PASSWORD=postgres",
    'export POSTGRES_PASSWORD="postgres"\n',
    "  POSTGRES_PASSWORD: postgres\n",
    '{"POSTGRES_PASSWORD":"postgres"}',
  ])("%s is one", (text) => {
    expect(detect(text)).toEqual(["secret POSTGRES_PASSWORD plain"]);
    expect(detect(text, true)).toEqual([]);
  });

  test.each(["postgres", "USER=postgres", "MY_POSTGRES_PASSWORD=postgres", "POSTGRES_PASSWORD=postgres_2"])(
    "%s is none",
    (text) => {
      expect(detect(text)).toEqual([]);
    },
  );

  test.each(["postgres", "changeme", "12345678", "short1!", "aaaaaaaaaaaa", "Production"])(
    "%s is such a value",
    (text) => {
      expect(isDistinctive(text)).toBe(false);
    },
  );

  test.each(["tr0ub4dor&3", "correct-horse-battery", "abcdefghijklmnopqrstu", "a1b2c3d4"])("%s is none", (text) => {
    expect(isDistinctive(text)).toBe(true);
  });
});

describe("what looks like a key is found", () => {
  const keys: [rule: string, text: string][] = [
    [
      "private-key",
      join(
        "-----BEGIN RSA PRIVATE ",
        "KEY-----\n",
        base64Line,
        "\n",
        base64Line,
        "\n-----END RSA PRIVATE ",
        "KEY-----",
      ),
    ],
    ["private-key", join("-----BEGIN OPENSSH PRIVATE ", "KEY-----\n", base64Line, "\n")],
    ["private-key", join('{"private_key":"-----BEGIN PRIVATE ', "KEY-----\\n", base64Line, '\\n"}')],
    [
      "private-key",
      join("-----BEGIN EC PRIVATE ", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,AB\n\n", base64Line),
    ],
    ["kubernetes-client-key", join("client-key-", "data: ", base64Line)],
    ["aws-access-key", join("AK", "IAQ3EGRT7BN2KX5VLM")],
    ["aws-secret-key", join("aws_secret_access_", "key = ", letters.slice(0, 40))],
    ["github-token", join("gh", "p_", letters.slice(0, 36))],
    ["github-token", join("github_", "pat_", letters.slice(0, 62))],
    ["gitlab-token", join("gl", "pat-", letters.slice(0, 20))],
    ["npm-token", join("np", "m_", letters.slice(0, 36))],
    ["slack-token", join("xo", "xb-123456789012-", letters.slice(0, 24))],
    ["slack-webhook", join("https://hooks.slack.com/", "services/T0ABCDEF1/B0ABCDEF2/", letters.slice(0, 24))],
    ["stripe-key", join("sk_", "live_", letters.slice(0, 24))],
    ["google-api-key", join("AI", "za", letters.slice(0, 35))],
    ["google-client-secret", join("GOC", "SPX-", letters.slice(0, 28))],
    ["anthropic-key", join("sk-", "ant-api03-", letters.slice(0, 40))],
    ["openai-key", join("sk-", letters.slice(0, 20), "T3Blbk", "FJ", letters.slice(20, 40))],
    ["openai-key", join("sk-", "proj-", letters.slice(0, 48))],
    ["sentry-token", join("sntr", "yu_", "0123456789abcdef".repeat(4))],
    ["docker-token", join("dckr_", "pat_", letters.slice(0, 27))],
    ["age-secret-key", join("AGE-SECRET-", "KEY-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE")],
    ["service-jwt", jwt({ role: "service_role", iss: "supabase" })],
  ];

  test.each(keys)("%s", (rule, key) => {
    expect(detect(`before "${key}" after`)).toEqual([`key ${rule}`]);
    expect(detect(key, true)).toEqual([]);
    const redacted = createDetector(secrets).redact(`before "${key}" after`);
    expect(redacted).toContain("<redacted>");
    expect(redacted).not.toContain(key.slice(-20));
  });

  test.each([
    ["a program that reads keys", join('"-----BEGIN PRIVATE ', 'KEY-----", "-----END PRIVATE ', 'KEY-----"')],
    ["a public key", `-----BEGIN PUBLIC KEY-----\n${base64Line}`],
    ["a placeholder", join("gh", "p_", "x".repeat(36))],
    ["a word of npm", "npm_config_registry_and_something_that_is_long_enough"],
    ["Amazon's example", join("AK", "IAIOSFODNN7EXAMPLE")],
    ["a token for anybody", jwt({ role: "anon" })],
    ["a token of an example", jwt({ sub: "1234567890", name: "John Doe" })],
    ["a word with an anchor in it", join("task-", "ant-", letters.slice(0, 40))],
  ])("%s is none", (_, text) => {
    expect(detect(text)).toEqual([]);
  });
});

test("a text is blanked out once where matches overlap", () => {
  const detector = createDetector(
    new Map([
      ["A", "abcdefgh-1234"],
      ["B", "1234-ijklmnop"],
    ]),
  );
  expect(detector.redact("x abcdefgh-1234-ijklmnop y")).toBe("x <redacted> y");
});
