import { expect, test } from "vitest";
import { createStagingTag, isStale } from "./staging.ts";

const hour = 3600 * 1000;

test("a staging tag is left behind once no build can have it any more", () => {
  const now = Date.UTC(2026, 0, 31);
  const reference = `localhost:5000/shop-web:${createStagingTag(now)}`;
  expect(isStale(reference, now + hour)).toBe(false);
  expect(isStale(reference, now + 25 * hour)).toBe(true);
  expect(isStale("shop-web:gantry-build-tools", now + 25 * hour)).toBe(false);
});
