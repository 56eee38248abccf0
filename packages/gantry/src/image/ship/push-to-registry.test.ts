import { expect, test } from "vitest";
import { registryName } from "./push-to-registry.ts";

const named = (repo: string, tag = "1.4") => ({ reference: `${repo}:${tag}`, name: { repo, tag } });

test.each([
  ["shop-web", "ghcr.io/acme", "ghcr.io/acme/shop-web"],
  ["shop-web", "ghcr.io/acme/", "ghcr.io/acme/shop-web"],
  ["acme/shop-web", "localhost:5000", "localhost:5000/shop-web"],
  ["example.com:5000/team/web", "ghcr.io/acme", "ghcr.io/acme/web"],
  ["ghcr.io/acme/team/web", "ghcr.io/acme", "ghcr.io/acme/team/web"],
  ["ghcr.io/acme-two/web", "ghcr.io/acme", "ghcr.io/acme/web"],
])("%s goes to %s as %s", (repo, registry, expected) => {
  expect(registryName(named(repo), registry)).toEqual({ repo: expected, tag: "1.4" });
});

test("an image that is asked for by its id has no name to push", () => {
  expect(() => registryName({ reference: "sha256:1", name: undefined }, "ghcr.io/acme")).toThrow(
    /sha256:1: an image without a name and tag cannot be pushed/,
  );
});
