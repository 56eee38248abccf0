import { expect, test } from "vitest";
import type { Recipe } from "../../../model/recipe.ts";
import type { Place } from "../place.ts";
import { type Files, failureOf, makeRepository } from "../testing/make-repository.ts";
import { detectStatic } from "./detect-static.ts";

async function site(manifest: object, files: Files = {}, recipe: Partial<Recipe> = {}, place: Partial<Place> = {}) {
  const all = { "package.json": { name: "site", ...manifest }, "package-lock.json": "{}", ...files };
  return detectStatic({ name: "static", ...recipe }, { ...(await makeRepository(all)), ...place });
}

const astro = { scripts: { build: "astro build", dev: "astro dev" }, dependencies: { astro: "5" } };
const vite = { scripts: { build: "tsc && vite build", dev: "vite" }, devDependencies: { vite: "7", vue: "3" } };

test("an Astro site is built by its script and served by nginx for an ordinary user", async () => {
  expect(await site(astro)).toMatchObject({
    title: "site",
    build: ["npm", "run", "build"],
    output: "dist",
    hashed: "/_astro/",
    server: "nginx",
    port: 8080,
    singlePage: false,
  });
});

test.each<[object, string, string | undefined]>([
  [vite, "dist", "/assets/"],
  [{ ...vite, dependencies: { next: "16" } }, "out", "/_next/static/"],
  [{ ...vite, devDependencies: { "@sveltejs/kit": "2", vite: "7" } }, "build", "/_app/immutable/"],
  [{ scripts: { build: "docusaurus build" }, dependencies: { "@docusaurus/core": "3" } }, "build", undefined],
  [{ scripts: { build: "node build.js" } }, "dist", undefined],
])("%j writes to %s, with hashes in the names below %s", async (manifest, output, hashed) => {
  const facts = await site(manifest);
  expect([facts.output, facts.hashed]).toEqual([output, hashed]);
});

test("files of the application's own in the folder of the hashed ones are not kept for good", async () => {
  expect((await site(vite, { "public/assets/logo.svg": "" })).hashed).toBeUndefined();
});

test("a router in the browser makes a single page of a Vite application, unless the recipe says otherwise", async () => {
  const routed = { ...vite, dependencies: { "vue-router": "4" } };
  expect((await site(vite)).singlePage).toBe(false);
  expect((await site(routed)).singlePage).toBe(true);
  expect((await site(routed, {}, { single_page: false })).singlePage).toBe(false);
});

test("what the recipe says wins", async () => {
  const recipe = { server: "caddy", output: "./public/", build: ["make", "site"], port: 3000 } as const;
  expect(await site(astro, {}, { ...recipe, build: [...recipe.build] })).toMatchObject({ ...recipe, output: "public" });
});

test("the development server is told to listen on all addresses, where its script is nothing but that server", async () => {
  expect((await site(astro)).dev).toEqual(["npm", "run", "dev", "--", "--host", "0.0.0.0", "--port", "8080"]);
  const pnpm = await site({ ...vite, packageManager: "pnpm@10.4.1" }, { "pnpm-lock.yaml": "" });
  expect(pnpm.dev).toEqual(["pnpm", "run", "dev", "--host", "0.0.0.0", "--port", "8080"]);
  expect((await site({ ...vite, scripts: { build: "x", dev: "vitepress dev" } })).dev).toEqual(["npm", "run", "dev"]);
});

test("variables are public by the prefixes of Vite and Astro", async () => {
  const place = { environment: ["VITE_URL", "PUBLIC_NAME", "TOKEN"] };
  expect((await site(vite, {}, {}, place)).publicVariables).toEqual(["PUBLIC_NAME", "VITE_URL"]);
});

test("without a build script there is nothing to serve", async () => {
  expect(await failureOf(site({ dependencies: { astro: "5" } }))).toMatch(/no script "build".*astro build/);
});
