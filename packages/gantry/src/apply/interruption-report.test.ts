import { expect, test } from "vitest";
import { interruptionError } from "./interruption-report.ts";

test("an interruption says what is up and what is not", () => {
  const error = interruptionError(
    "shop",
    new Map([
      ["shop-db-1", "healthy"],
      ["shop-cache-1", "running"],
      ["shop-web-1", "probing"],
      ["shop-proxy-1", "waiting"],
    ]),
  );
  expect(error.code).toBe("interrupted");
  expect(error.detail).toBe(
    "ready: shop-db-1, shop-cache-1\nstarted, not ready yet: shop-web-1\nnot started: shop-proxy-1",
  );
});

test("what is to run to its end is not ready while it runs", () => {
  const phases = new Map([
    ["shop-db-1", "running"],
    ["shop-migrate-1", "running"],
    ["shop-seed-1", "completed"],
  ] as const);
  const completing = new Set(["shop-migrate-1", "shop-seed-1"]);
  const error = interruptionError("shop", phases, { completing });
  expect(error.detail).toBe("ready: shop-db-1, shop-seed-1\nstarted, not ready yet: shop-migrate-1");
});
