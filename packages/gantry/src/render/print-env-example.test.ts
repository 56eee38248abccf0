import { describe, expect, test } from "vitest";
import { printEnvExample } from "./print-env-example.ts";

describe("printEnvExample", () => {
  test("groups the variables by the service that needs them first, comments on their own lines", () => {
    const password = "${DB_PASSWORD:?password of the service db}";
    const text = printEnvExample({
      name: "shop",
      services: {
        db: { environment: { POSTGRES_PASSWORD: password } },
        "app-migrate": { environment: { KEY: "${KEY:?secret of app, at least 8 characters}" } },
        app: {
          environment: {
            URL: `postgres://app:\${DB_PASSWORD_ENCODED:-${password}}@db`,
            KEY: "${KEY:?secret of app, at least 8 characters}",
            LEVEL: "${LEVEL:-info}",
            GREETING: "${GREETING:-hello # world}",
          },
        },
      },
      secrets: { token: { environment: "TOKEN" } },
    });
    expect(text).toBe(
      [
        "# The variables of the stack shop. Copy this file to .env, fill it in, and keep the copy out of version control.",
        "",
        "# --- db",
        "# password of the service db",
        "DB_PASSWORD=",
        "",
        "# --- app",
        "# Only when DB_PASSWORD has other characters than letters, digits and - . _ ~: the same, percent-encoded.",
        "# DB_PASSWORD_ENCODED=",
        "# secret of app, at least 8 characters",
        "KEY=",
        "# Default: info",
        "LEVEL=info",
        "# Default: hello # world",
        "GREETING='hello # world'",
        "",
        "# --- the stack",
        "# content of token",
        "TOKEN=",
        "",
      ].join("\n"),
    );
  });

  test("is not needed without variables", () => {
    expect(printEnvExample({ name: "shop", services: { app: { environment: { PRICE: "$$5" } } } })).toBeUndefined();
  });
});
