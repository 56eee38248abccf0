import { describe, expect, test } from "vitest";
import type { Application, Findings } from "../findings.ts";
import { writeRepository } from "../testing/write-repository.ts";
import { survey } from "./survey.ts";

type Files = Record<string, string | object>;

async function find(files: Files): Promise<Findings> {
  await using repository = await writeRepository({ "package-lock.json": {}, ...files });
  return await survey(repository.directory, new AbortController().signal);
}

async function findOne(files: Files): Promise<Application> {
  const { applications } = await find(files);
  const [only, ...more] = applications;
  if (only === undefined || more.length > 0) throw new Error(`${applications.length} applications`);
  return only;
}

const express = { scripts: { start: "node server.js" }, dependencies: { express: "5" } };

describe("what an application is", () => {
  test.each<[string, object, Partial<Application>]>([
    ["Next.js", { dependencies: { next: "16" }, scripts: { start: "next start" } }, { kind: "nextjs" }],
    ["NestJS", { dependencies: { "@nestjs/core": "11" } }, { kind: "node" }],
    ["Fastify", { dependencies: { fastify: "5" }, scripts: { start: "node ." } }, { kind: "node" }],
    ["Koa", { dependencies: { koa: "3" }, scripts: { start: "tsx src/main.ts" } }, { kind: "node" }],
    ["Astro", { dependencies: { astro: "5" }, scripts: { build: "astro build" } }, { kind: "staticSite" }],
    [
      "Astro",
      { dependencies: { astro: "5", "@astrojs/node": "9" } },
      { kind: "node", start: ["node", "./dist/server/entry.mjs"] },
    ],
    ["Vite", { devDependencies: { vite: "7" }, scripts: { build: "vite build" } }, { singlePage: false }],
    [
      "Vite",
      { devDependencies: { vite: "7" }, dependencies: { "vue-router": "4" }, scripts: { build: "vite build" } },
      { singlePage: true },
    ],
    ["VitePress", { devDependencies: { vitepress: "1", vite: "7" }, scripts: { build: "x" } }, { kind: "staticSite" }],
    ["Nuxt", { dependencies: { nuxt: "4" } }, { kind: "node", start: ["node", ".output/server/index.mjs"] }],
    [
      "SvelteKit",
      { devDependencies: { "@sveltejs/kit": "2", "@sveltejs/adapter-static": "3" } },
      { kind: "staticSite" },
    ],
    ["Node.js", { dependencies: { bullmq: "5" }, scripts: { start: "node jobs.js" } }, { background: true }],
    [
      "Node.js",
      { scripts: { start: "npm run build && NODE_ENV=production node dist/main.js" } },
      { start: ["node", "dist/main.js"] },
    ],
  ])("%s: %j", async (framework, manifest, expected) => {
    expect(await findOne({ "package.json": manifest })).toMatchObject({ framework, ...expected });
  });

  test("a library is none", async () => {
    const { applications } = await find({ "package.json": { main: "index.js", scripts: { build: "tsc" } } });
    expect(applications).toEqual([]);
  });

  test.each([
    ["pyproject.toml", '[project]\nname = "x"\ndependencies = ["FastAPI[standard]>=0.116", "asyncpg"]'],
    ["pyproject.toml", '[tool.poetry.dependencies]\nfastapi = "^0.116"\nasyncpg = "*"'],
    ["requirements.txt", "--require-hashes\n# web\nfastapi==0.116 \\\n  --hash=sha256:00\nasyncpg==0.30\n"],
  ])("FastAPI by its %s: %j", async (file, text) => {
    const found = await findOne({ [file]: text });
    expect(found).toMatchObject({ kind: "fastapi", framework: "FastAPI", from: file });
    expect(found.drivers).toEqual([{ backend: "postgres", driver: "asyncpg", from: file }]);
  });

  test("other Python is named, unless it has a Dockerfile", async () => {
    const text = '[project]\ndependencies = ["django"]';
    expect((await find({ "pyproject.toml": text })).notes).toEqual([expect.stringContaining("only FastAPI")]);
    const own = await find({ "pyproject.toml": text, Dockerfile: "FROM python\nEXPOSE 8000\nCMD x" });
    expect(own).toMatchObject({ notes: [], applications: [{ kind: "service", port: { value: 8000 } }] });
  });

  test("a Dockerfile is one where nothing else is, named after its suffix, but for those of development", async () => {
    const { applications } = await find({
      Dockerfile: "FROM golang AS build\nEXPOSE 1\nFROM scratch\nEXPOSE 9000 9001\nHEALTHCHECK CMD x",
      "Dockerfile.worker": "FROM scratch",
      "Dockerfile.dev": "FROM scratch",
      "mail/Dockerfile": "FROM node:22\nEXPOSE 25",
    });
    expect(applications).toMatchObject([
      { key: "app", kind: "service", port: { value: 9000 }, ownHealth: true },
      { key: "worker", kind: "service", background: true },
      { key: "mail", kind: "node", context: "mail" },
    ]);
  });
});

describe("packages of one repository", () => {
  test("have keys of their own that a stack can have", async () => {
    const { applications, name } = await find({
      "package.json": { name: "@acme/The Shop", workspaces: ["apps/*", "other/*"] },
      "apps/Default/package.json": express,
      "apps/@x_y/package.json": express,
      "other/default/package.json": express,
    });
    expect(name).toBe("theshop");
    expect(applications.map(({ key }) => key)).toEqual(["x-y", "default-app", "default-app-2"]);
  });

  test("without a workspace are built from their own folders", async () => {
    const { applications } = await find({
      "front/package.json": { dependencies: { next: "16" } },
      "back/package.json": express,
    });
    expect(applications.map(({ key, context }) => [key, context])).toEqual([
      ["back", "back"],
      ["front", "front"],
    ]);
    expect(applications.map(({ todo }) => todo.length)).toEqual([1, 1]);
  });

  test("take of the template at the top what their sources read", async () => {
    const { applications } = await find({
      "package.json": { workspaces: ["a", "b"] },
      ".env.example": "ONE=1\nTWO=2\nTHREE=3\n",
      "a/package.json": express,
      "a/server.js": "process.env.ONE; process.env['THREE']",
      "b/package.json": express,
      "b/server.js": "const { env } = process; env.TWO; process.env.TWO",
      "b/.env.sample": "THREE=own",
    });
    expect(applications.map(({ variables }) => variables.map(({ name, value }) => `${name}=${value}`))).toEqual([
      ["ONE=1", "THREE=3"],
      ["THREE=own", "TWO=2"],
    ]);
  });

  test("talk to what their packages and schemas are for", async () => {
    const { drivers, vector } = await findOne({
      "package.json": {
        ...express,
        dependencies: { express: "5", ioredis: "5", typesense: "2", inngest: "3", amqplib: "1", "@prisma/client": "6" },
      },
      "prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n  extensions = [vector]\n}',
    });
    expect(drivers.map(({ backend }) => backend)).toEqual(["redis", "typesense", "rabbitmq", "inngest", "postgres"]);
    expect(vector).toBe(true);
  });
});

describe("the port", () => {
  test.each<[string, Files, number]>([
    ["of the env template", { ".env.example": "PORT=4001", "server.js": "app.listen(4002)" }, 4001],
    ["of a script", { "package.json": { ...express, scripts: { start: "node . --port 4003" } } }, 4003],
    ["of the sources, before a number", { "server.js": "x.listen(4004); const p = process.env.PORT ?? 4005" }, 4005],
    ["of the sources, in an object", { "server.js": "app.listen({ host: '0.0.0.0', port: 4006 })" }, 4006],
    ["that nothing says", {}, 3000],
  ])("%s", async (_title, files, value) => {
    expect((await findOne({ "package.json": express, ...files })).port?.value).toBe(value);
  });
});

describe("the health check", () => {
  test.each<[string, Files, string | undefined]>([
    ["of Express", { "server.js": 'app.get("/healthz", ok)' }, "/healthz"],
    ["of a bare server", { "server.js": 'if (req.url === "/health") ok()' }, "/health"],
    ["of Next's folders", { "src/app/(api)/api/health/route.ts": "" }, "/api/health"],
    ["of Next's pages", { "pages/api/health.ts": "" }, "/api/health"],
    [
      "of Nest, below its prefix",
      { "src/a.ts": '@Controller("health")', "src/main.ts": 'x.setGlobalPrefix("v1")' },
      "/v1/health",
    ],
    ["of another service", { "server.js": 'fetch("http://api/health"); link("/health")' }, undefined],
    ["of a test", { "server.test.js": 'app.get("/health", ok)' }, undefined],
  ])("%s", async (_title, files, value) => {
    expect((await findOne({ "package.json": express, ...files })).health?.value).toBe(value);
  });
});

describe("the migration", () => {
  test.each<[string, object, object | undefined]>([
    ["that node runs", { scripts: { "db:migrate": "node migrate.js" } }, { value: ["node", "migrate.js"] }],
    [
      "of a tool that the image has",
      { scripts: { migrate: "prisma migrate deploy" }, dependencies: { prisma: "6" } },
      { value: ["node", "node_modules/.bin/prisma", "migrate", "deploy"], missing: "" },
    ],
    [
      "of a tool that it has not",
      { scripts: { "db:migrate": "drizzle-kit migrate" }, devDependencies: { "drizzle-kit": "0.31" } },
      { missing: "drizzle-kit" },
    ],
    ["of development alone", { scripts: { migrate: "prisma migrate dev" } }, undefined],
  ])("%s", async (_title, manifest, expected) => {
    const { scripts, dependencies, ...rest } = { scripts: {}, dependencies: {}, ...manifest };
    const merged = {
      ...rest,
      scripts: { ...express.scripts, ...scripts },
      dependencies: { ...express.dependencies, ...dependencies },
    };
    const { migrate } = await findOne({ "package.json": merged });
    if (expected === undefined) expect(migrate).toBeUndefined();
    else expect(migrate).toMatchObject(expected);
  });
});

test("host names come from proxies' configurations, but for examples", async () => {
  const { domains } = await find({
    Caddyfile: "{\n  email x\n}\nshop.acme.dev, www.shop.acme.dev {\n  respond ok\n}\nlocalhost:80 {\n}\n",
    "nginx/site.conf": "server {\n  server_name api.acme.dev example.com;\n}\n",
  });
  expect(domains.map(({ value }) => value)).toEqual(["shop.acme.dev", "www.shop.acme.dev", "api.acme.dev"]);
});

test("dependencies, output and hidden folders are not looked into", async () => {
  const { applications } = await find({
    "node_modules/express/package.json": express,
    "dist/package.json": express,
    ".cache/package.json": express,
  });
  expect(applications).toEqual([]);
});
