import { expect, test } from "vitest";
import type { Recipe } from "../../model/recipe.ts";
import { detectCaddy } from "./detect-caddy.ts";
import { type Files, failureOf, makeRepository } from "./testing/make-repository.ts";

const modules = ["github.com/mholt/caddy-l4", "github.com/caddy-dns/hetzner/v2@v2.0.0"];

const caddy = async (recipe: Partial<Recipe>, files: Files = {}) =>
  detectCaddy({ name: "caddy", modules, ...recipe }, await makeRepository(files));

test("Caddy is built in the version that is asked for, its modules in an order that means nothing", async () => {
  expect(await caddy({})).toMatchObject({ base: "caddy:2-builder", modules: [modules[1], modules[0]], port: 80 });
  expect((await caddy({ version: "2.10" })).base).toBe("caddy:2.10-builder");
});

test("a Caddyfile in the application's folder goes into the image, or what the recipe includes", async () => {
  expect((await caddy({})).include).toEqual([]);
  expect((await caddy({ app: "proxy" }, { "proxy/Caddyfile": "" })).include).toEqual(["Caddyfile"]);
  expect((await caddy({ include: ["sites"] }, { Caddyfile: "" })).include).toEqual(["sites"]);
});

test.each([
  [[], "there is no module"],
  [["caddy-dns/hetzner"], '"caddy-dns/hetzner" is not the path of a Go module'],
  [["example.com/x; rm -rf /"], "is not the path of a Go module"],
])("%j is refused, and said how to write it", async (wrong, message) => {
  expect(await failureOf(caddy({ modules: wrong }))).toContain(message);
});
