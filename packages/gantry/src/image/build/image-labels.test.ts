import { expect, test } from "vitest";
import { describeOrigin } from "./image-labels.ts";

const git = {
  commit: "0123456789abcdef0123456789abcdef01234567",
  dirty: true,
  committed: Date.UTC(2026, 0, 31, 12) / 1000,
  source: "https://github.com/acme/shop",
  described: "v1.2.0-3-g0123456",
};

test("labels say where an image comes from, with the commit's time and not the build's", () => {
  expect(describeOrigin(git, "1.0.0")).toEqual({
    "org.opencontainers.image.source": "https://github.com/acme/shop",
    "org.opencontainers.image.revision": "0123456789abcdef0123456789abcdef01234567-dirty",
    "org.opencontainers.image.created": "2026-01-31T12:00:00Z",
    "org.opencontainers.image.version": "v1.2.0-3-g0123456",
  });
});

test("without a repository there is the package's version, or nothing", () => {
  expect(describeOrigin(undefined, "1.0.0")).toEqual({ "org.opencontainers.image.version": "1.0.0" });
  expect(describeOrigin(undefined, undefined)).toEqual({});
});
