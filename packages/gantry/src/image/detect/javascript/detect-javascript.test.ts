import { join } from "node:path";
import { expect, test } from "vitest";
import type { Recipe } from "../../../model/recipe.ts";
import type { Place } from "../place.ts";
import { type Files, failureOf, makeRepository } from "../testing/make-repository.ts";
import { detectNextjs } from "./detect-nextjs.ts";
import { detectNode } from "./detect-node.ts";

async function node(files: Files, recipe: Partial<Recipe> = {}, place: Partial<Place> = {}) {
  return detectNode({ name: "node", ...recipe }, { ...(await makeRepository(files)), ...place });
}

async function nextjs(files: Files, recipe: Partial<Recipe> = {}, place: Partial<Place> = {}) {
  return detectNextjs({ name: "nextjs", ...recipe }, { ...(await makeRepository(files)), ...place });
}

const api = {
  name: "api",
  scripts: { build: "tsc", "start:prod": "node dist/main" },
  dependencies: { "@nestjs/core": "11" },
};
const npm = { "package.json": api, "package-lock.json": "{}" };
const web = { name: "web", scripts: { build: "next build", start: "next start" }, dependencies: { next: "16" } };
const next = { "package.json": web, "package-lock.json": "{}" };

test("a NestJS API is built by its script and started by node itself", async () => {
  const facts = await node(npm);
  expect(facts).toMatchObject({
    title: "api",
    build: ["npm", "run", "build"],
    start: ["node", "dist/main"],
    output: ["dist"],
    manifests: ["package-lock.json", "package.json"],
    base: "node:22-alpine",
  });
});

test.each<[string, object, string[]]>([
  ["start:prod before start", { start: "nest start", "start:prod": "node dist/main.js" }, ["node", "dist/main.js"]],
  [
    "variables before the program",
    { start: "cross-env NODE_ENV=production node dist/app.js" },
    ["node", "dist/app.js"],
  ],
  ["nest start", { start: "nest start" }, ["node", "dist/main.js"]],
])("the program is found by %s", async (_, scripts, start) => {
  const facts = await node({ ...npm, "package.json": { ...api, scripts: { build: "tsc", ...scripts } } });
  expect(facts.start).toEqual(start);
});

test("a program in JavaScript runs from its sources", async () => {
  const plain = { name: "plain", scripts: { start: "node server.js" } };
  const facts = await node({ "package.json": plain, "package-lock.json": "{}", "server.js": "" });
  expect(facts.build).toBeUndefined();
  expect(facts.output).toEqual([]);
});

test("folders that a program reads while it runs come along with what was built", async () => {
  const facts = await node({ ...npm, "views/index.hbs": "", "drizzle/0.sql": "" });
  expect(facts.include).toEqual(["drizzle", "views"]);
});

test("a script that only a shell can run says nothing about the program", async () => {
  const shell = { name: "x", scripts: { start: "npm run migrate && node server.js" } };
  const message = await failureOf(node({ "package.json": shell, "package-lock.json": "{}" }));
  expect(message).toContain('package.json: no script "start"');
});

test("a program that needs a tool of development is refused", async () => {
  const tsx = { name: "x", scripts: { start: "tsx server.ts" }, devDependencies: { tsx: "4" } };
  const message = await failureOf(node({ "package.json": tsx, "package-lock.json": "{}", "server.ts": "" }));
  expect(message).toContain('Move "tsx" to dependencies');
});

test.each<[string, Files, object]>([
  [
    "pnpm by its lock file's format",
    { "pnpm-lock.yaml": "lockfileVersion: '6.0'\n" },
    { name: "pnpm", version: "8.15.9" },
  ],
  ["yarn 1", { "yarn.lock": "# yarn lockfile v1\n" }, { name: "yarn", version: "1.22.22" }],
  ["newer yarn", { "yarn.lock": "__metadata:\n  version: 8\n" }, { name: "berry" }],
  ["bun", { "bun.lock": "{}" }, { name: "bun" }],
  ["npm of the image", { "package-lock.json": "{}" }, { name: "npm" }],
])("the package manager is %s", async (_, lock, packageManager) => {
  const facts = await node({ "package.json": api, ...lock });
  expect(facts.packageManager).toMatchObject(packageManager);
});

test("packageManager decides before lock files, and the recipe before both", async () => {
  const files = {
    "package.json": { ...api, packageManager: "pnpm@10.4.1+sha512.abc" },
    "pnpm-lock.yaml": "",
    "package-lock.json": "{}",
  };
  expect((await node(files)).packageManager).toEqual({ name: "pnpm", version: "10.4.1" });
  expect((await node(files, { package_manager: "npm" })).packageManager).toEqual({ name: "npm" });
});

test("without a lock file nothing is built", async () => {
  expect(await failureOf(node({ "package.json": api }))).toMatch(/no lock file.*install once and commit/);
});

test("a lock file above the context is named", async () => {
  const place = await makeRepository({ "package-lock.json": "{}", "apps/api/package.json": api });
  const message = await failureOf(detectNode({ name: "node" }, { ...place, context: join(place.context, "apps/api") }));
  expect(message).toContain(`There is one in ${place.context}`);
});

test("a credential in .npmrc is refused by its line, without its value; a variable is fine and its secret goes to the install", async () => {
  const message = await failureOf(node({ ...npm, ".npmrc": "registry=https://x\n//x/:_authToken=npm_abc\n" }));
  expect(message).toContain(".npmrc:2");
  expect(message).not.toContain("npm_abc");
  const place = { secrets: ["SENTRY_AUTH_TOKEN", "NPM_TOKEN"] };
  const facts = await node({ ...npm, ".npmrc": "//x/:_authToken=${NPM_TOKEN}\n" }, {}, place);
  expect(facts.registrySecrets).toEqual(["NPM_TOKEN"]);
  expect(facts.buildSecrets).toEqual(["NPM_TOKEN", "SENTRY_AUTH_TOKEN"]);
  expect(facts.manifests).toContain(".npmrc");
});

test.each([
  [{ ".nvmrc": "v24.1.0\n" }, {}, "24"],
  [{}, { engines: { node: ">=20" } }, "22"],
  [{}, { engines: { node: "^24.0.0" } }, "24"],
  [{}, {}, "22"],
])("Node.js is of the version that the repository says: %o %o", async (files, manifest, version) => {
  const facts = await node({ ...npm, "package.json": { ...api, ...manifest }, ...files });
  expect(facts.base).toBe(`node:${version}-alpine`);
});

const workspace = {
  "package.json": { name: "shop", private: true, workspaces: ["apps/*", "packages/**", "!packages/old"] },
  "package-lock.json": "{}",
  "tsconfig.base.json": "{}",
  "apps/web/package.json": { ...web, name: "@shop/web", dependencies: { next: "16", "@shop/ui": "*" } },
  "apps/api/package.json": { ...api, name: "@shop/api", dependencies: { "@shop/db": "*" } },
  "packages/ui/package.json": { name: "@shop/ui", main: "./src/index.ts" },
  "packages/db/package.json": { name: "@shop/db", exports: { ".": { import: "./dist/index.js" } } },
  "packages/old/package.json": { name: "@shop/old" },
};

test("in a workspace the only application of its kind is found, with the packages that it is made of", async () => {
  expect(await nextjs(workspace)).toMatchObject({ app: "apps/web", workspace: "@shop/web" });
  const facts = await node(workspace);
  expect(facts).toMatchObject({
    app: "apps/api",
    output: ["apps/api/dist", "packages/db/dist"],
    sources: ["apps/api", "packages/db", "tsconfig.base.json"],
  });
  expect(facts.manifests).toEqual([
    "package-lock.json",
    "package.json",
    "apps/api/package.json",
    "apps/web/package.json",
    "packages/db/package.json",
    "packages/ui/package.json",
  ]);
});

test("several applications of one kind are listed; folder and name both pick one", async () => {
  const two = { ...workspace, "apps/jobs/package.json": { ...api, name: "@shop/jobs" } };
  expect(await failureOf(node(two))).toContain("one of apps/api, apps/jobs");
  expect((await node(two, { app: "./apps/jobs/" })).workspace).toBe("@shop/jobs");
  expect((await node(two, { package: "@shop/jobs" })).app).toBe("apps/jobs");
  expect(await failureOf(node(two, { app: "apps/none" }))).toContain('"apps/none" is not among the packages');
});

test("pnpm-workspace.yaml names the packages of a workspace, turbo.json makes it a Turborepo", async () => {
  const { "package-lock.json": _, ...rest } = workspace;
  const facts = await nextjs({
    ...rest,
    "package.json": { name: "shop", devDependencies: { turbo: "^2.3.1" } },
    "pnpm-workspace.yaml": "packages: ['apps/*', 'packages/*']\n",
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
    "turbo.json": "{}",
  });
  expect(facts).toMatchObject({ turbo: "2.3.1", packageManager: { name: "pnpm" }, workspace: "@shop/web" });
});

test("lifecycle scripts wait for the sources, except those that patch packages", async () => {
  const scripts = { ...api.scripts, prepare: "husky", postinstall: "prisma generate" };
  expect((await node({ ...npm, "package.json": { ...api, scripts } })).hooks).toEqual([
    { folder: ".", drop: ["postinstall", "prepare"], run: ["postinstall"] },
  ]);
  const patches = { ...api.scripts, postinstall: "patch-package" };
  expect((await node({ ...npm, "package.json": { ...api, scripts: patches } })).hooks).toEqual([]);
});

test("Prisma's client is generated, unless a script does it; where it goes is read from the schema", async () => {
  const withPrisma = { ...api, dependencies: { "@prisma/client": "6" } };
  const schema = 'generator client {\n  provider = "prisma-client"\n  output   = "../src/generated"\n}\n';
  expect((await node({ ...npm, "package.json": withPrisma })).prisma).toEqual({ generate: true, inModules: true });
  expect((await node({ ...npm, "package.json": withPrisma, "prisma/schema.prisma": schema })).prisma?.inModules).toBe(
    false,
  );
});

test("public variables are those with the framework's prefix, or with the recipe's own", async () => {
  const place = { environment: ["NEXT_PUBLIC_URL", "DATABASE_URL", "SHOP_NAME"] };
  expect((await nextjs(next, {}, place)).publicVariables).toEqual(["NEXT_PUBLIC_URL"]);
  expect((await nextjs(next, { public_prefixes: ["SHOP_"] }, place)).publicVariables).toEqual(["SHOP_NAME"]);
});

test("Next.js is told to be standalone unless its configuration says so", async () => {
  expect((await nextjs(next)).forcesStandalone).toBe(true);
  expect(
    (await nextjs({ ...next, "next.config.mjs": 'export default { output: "standalone" }' })).forcesStandalone,
  ).toBe(false);
});

test("a Next.js that writes files only is sent to the recipe for them", async () => {
  expect(await failureOf(nextjs({ ...next, "next.config.js": "module.exports = { output: 'export' }" }))).toContain(
    'recipe "static"',
  );
});

test("next start is the standalone server; any other program is a server of the application's own", async () => {
  expect((await nextjs(next)).customServer).toBeUndefined();
  const custom = (start: string) => ({
    ...next,
    "package.json": { ...web, scripts: { build: "next build", start }, dependencies: { next: "16", tsx: "4" } },
    "next.config.js": "",
    "server.ts": "",
  });
  expect((await nextjs(custom("NODE_ENV=production tsx server.ts"))).customServer).toEqual({
    start: ["node", "--import", "tsx", "server.ts"],
  });
  expect((await nextjs(custom("node dist/server.js"))).customServer).toEqual({
    start: ["node", "dist/server.js"],
    files: ["next.config.js", "dist"],
  });
});

test("the service's port and health are taken, the recipe's win, and Next.js has a port of its own", async () => {
  expect(await node(npm, { port: 8080 }, { port: 3000, health: "/health" })).toMatchObject({
    port: 8080,
    health: "/health",
  });
  expect(await nextjs(next)).toMatchObject({ port: 3000, writablePaths: ["/app/.next/cache"] });
});
