import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../config/load-config.ts";
import type { Stack } from "../../model/stack.ts";
import { printConfig } from "../print/print-config.ts";
import { survey } from "../survey/survey.ts";
import { writeRepository } from "../testing/write-repository.ts";
import { draftConfig } from "./draft-config.ts";

type Files = Record<string, string | object>;

interface Drafted {
  source: string;
  stack: Stack;
  assumptions: string[];
}

/** What `gantry init` writes for a repository, and what it loads as. */
async function draft(files: Files, domain?: string): Promise<Drafted> {
  await using repository = await writeRepository({ "package-lock.json": {}, ...files });
  const { directory } = repository;
  const findings = await survey(directory, new AbortController().signal);
  const { draft: config, assumptions } = draftConfig(findings, { domain });
  const source = printConfig(config);
  const file = join(directory, "gantry.config.ts");
  await writeFile(file, source);
  const env = { XDG_CACHE_HOME: directory };
  const { stack } = await loadConfig({ directory, file, env, mode: "references" });
  return { source, stack, assumptions };
}

const server = (dependencies: object, scripts: object = {}) => ({
  name: "shop",
  scripts: { start: "node server.js", ...scripts },
  dependencies: { express: "5", ...dependencies },
});

describe("a drafted config", () => {
  test("reads as a person would have written it", async () => {
    const { source, assumptions } = await draft({
      "package.json": server({ pg: "8", bullmq: "5", typesense: "2", inngest: "3" }, { worker: "node worker.js" }),
      "server.js": 'app.get("/health", ok); process.env.SENTRY_ENVIRONMENT; app.listen(process.env.PORT ?? 4000)',
      ".env.example":
        "DATABASE_URL=postgres://localhost/shop\nREDIS_HOST=localhost\nTYPESENSE_HOST=localhost\nTYPESENSE_API_KEY=xyz\nINNGEST_EVENT_KEY=\nSELF_URL=http://localhost:4000\nJWT_SECRET=change me\nPRICE=$5\n",
    });
    expect(source).toMatchInlineSnapshot(`
      "import { caddy, defineStack, env, node, postgres, redis, secret, service, worker } from "gantry";

      // Written by \`gantry init\` from what it found in this repository; it is yours now.
      // Secrets come from the environment or .env files and never stand here: \`gantry config\` shows what is needed.
      export default defineStack(() => {
        // From package.json: pg.
        // Its password is generated once and kept in .gantry/. One that runs elsewhere: external({ url: secret() }).
        const db = postgres({ version: "17", database: "shop" });

        // From package.json: bullmq.
        // Without a password, because nothing tells one to the application; only its users can reach it.
        const cache = redis({ version: "8", password: false });

        const typesensePassword = secret({ name: "TYPESENSE_API_KEY", generate: true });

        // From package.json: typesense.
        // There is no preset for it: a service of its image, without a health check.
        const typesense = service({
          image: "typesense/typesense:29.0",
          port: 8108,
          env: { TYPESENSE_API_KEY: typesensePassword, TYPESENSE_DATA_DIR: "/data" },
          volumes: ["typesense-data:/data"],
          egress: false,
        });

        // Express, from package.json; port from server.js, health check from server.js.
        // inngest has no preset: Inngest Cloud needs its keys in env; to host it, service({ image: "inngest/inngest" }).
        // Its sources also read SENTRY_ENVIRONMENT.
        const app = node({
          port: 4000,
          health: { http: "/health" },
          env: {
            DATABASE_URL: db.url,
            REDIS_HOST: cache.host,
            TYPESENSE_HOST: typesense.host,
            TYPESENSE_API_KEY: typesensePassword,
            // Made up until INNGEST_EVENT_KEY is set, in .env or the environment.
            INNGEST_EVENT_KEY: secret({ generate: true }),
            SELF_URL: env("SELF_URL", { default: "http://localhost:4000" }),
            JWT_SECRET: secret({ generate: true }),
            PRICE: "$5",
          },
        });

        // From package.json: the same image with another command.
        const workerService = worker({ of: app, command: ["node", "worker.js"] });

        return {
          name: "shop",
          services: { db, cache, typesense, app, worker: workerService },
          proxy: caddy({ routes: { "shop.localhost": app } }),
          // In development the first host answers on http://localhost:8080; write the public name in its place.
          // environments: { production: { host: "ssh://deploy@example.com" } },
        };
      });
      "
    `);
    expect(assumptions).toEqual(["The domain is shop.localhost until you write yours."]);
  });

  test("tells an application of its neighbours' addresses, and people's browsers of none", async () => {
    const { source, stack } = await draft(
      {
        "package.json": { name: "shop", workspaces: ["api", "web"] },
        "api/package.json": { ...server({}), name: "api" },
        "api/.env.example": "PORT=4000",
        "web/package.json": { name: "web", dependencies: { next: "16" }, scripts: { build: "next build" } },
        "web/.env.example": "API_URL=http://localhost:4000/v1/\nNEXT_PUBLIC_API_URL=http://localhost:4000\n",
      },
      "shop.acme.dev",
    );
    expect(source).toContain("API_URL: text`${api.url}/v1`");
    expect(stack.services["web"]?.environment).toMatchObject({
      API_URL: "http://api:4000/v1",
      NEXT_PUBLIC_API_URL: "${NEXT_PUBLIC_API_URL:-http://localhost:4000}",
    });
    expect(source).toContain('routes: { "@": web, "api.@": api }');
    expect(source).toContain(`
    // "@" is the domain of the environment; in development, http://localhost:8080.
    // Where it runs stands beside the domain: host: "ssh://deploy@shop.acme.dev".
    environments: { production: { domain: "shop.acme.dev" } },
`);
  });

  test("makes up secrets that only the application knows where no template names any", async () => {
    const { source } = await draft({
      "package.json": server({}),
      "server.js": "process.env.SESSION_SECRET; process.env.STRIPE_KEY; process.env.NODE_ENV; process.env.LOG_LEVEL",
    });
    expect(source).toContain("env: { SESSION_SECRET: secret({ generate: true }) }");
    expect(source).toContain("// Its sources also read STRIPE_KEY, LOG_LEVEL.");
  });

  test("compiles in the public variables that only sources name", async () => {
    const { stack } = await draft({
      "package.json": { devDependencies: { vite: "7" }, scripts: { build: "vite build" } },
      "src/main.js": "import.meta.env.VITE_TITLE; import.meta.env.MODE; process.env.OTHER",
    });
    expect(stack.services["app"]?.build?.args ?? stack.services["app"]?.environment).toHaveProperty("VITE_TITLE");
  });

  test("writes the URL with the scheme that SQLAlchemy insists on, its password encoded", async () => {
    const { source, stack } = await draft({
      "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi", "asyncpg"]',
      ".env.example": "DATABASE_URL=postgresql+asyncpg://localhost/shop",
    });
    expect(source).toContain('DATABASE_URL: db.urlAs("postgresql+asyncpg")');
    expect(stack.services["api"]?.environment?.["DATABASE_URL"]).toBe(
      "postgresql+asyncpg://shop:${DB_PASSWORD_ENCODED:-${DB_PASSWORD:?password of the service db}}@db:5432/shop",
    );
  });

  test.each([
    ["a password and a host of its own", "REDIS_HOST=x\nREDIS_PASSWORD=y", { password: true }],
    ["a host alone, so that there is no password", "REDIS_HOST=x\nREDIS_PORT=6379", { password: false }],
    ["nothing, so that it gets the usual variable", "LOG=1", { password: true }],
  ])("wires a Redis by %s", async (_title, template, { password }) => {
    const { source } = await draft({ "package.json": server({ ioredis: "5" }), ".env.example": template });
    expect(source.includes("password: false")).toBe(!password);
    expect(source).toMatch(/REDIS_(HOST|URL): cache\.(host|url)/);
  });

  test.each([
    ["mysql2", "mysql"],
    ["mongoose", "mongo"],
    ["amqplib", "rabbitmq"],
    ["meilisearch", "meilisearch"],
    ["typesense", "typesense"],
  ])("runs what %s talks to", async (driver, service) => {
    const { stack } = await draft({ "package.json": server({ [driver]: "1" }) });
    expect(Object.keys(stack.services)).toContain(service);
    expect(Object.keys(stack.services["app"]?.depends_on ?? {})).toContain(service);
    expect(stack.volumes).toHaveProperty(`${service}-data`);
  });

  test("loads, whatever packages, names, variables and sources there are", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRepository, async (files) => {
        const { stack } = await draft(files);
        expect(Object.keys(stack.services).length).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });
});

const packages = [
  "express",
  "fastify",
  "next",
  "astro",
  "vite",
  "pg",
  "mysql2",
  "mongoose",
  "ioredis",
  "bullmq",
  "amqplib",
  "typesense",
  "meilisearch",
  "inngest",
  "pgvector",
];
const names = [
  "default",
  "class",
  "proxy",
  "db",
  "cache",
  "app",
  "secret",
  "text",
  "await",
  "1st",
  "a.b",
  "__proto__",
  "Ünï",
];
const variables = [
  "PORT",
  "DATABASE_URL",
  "DB_HOST",
  "DB_PASSWORD",
  "REDIS_URL",
  "REDIS_HOST",
  "API_URL",
  "JWT_SECRET",
  "NEXT_PUBLIC_URL",
  "VITE_KEY",
  "PUBLIC_KEY",
  "STRIPE_KEY",
  "__proto__",
  "constructor",
];
const values = [
  "",
  "1",
  "4000",
  "http://localhost:4000/x",
  "postgres://a:b@c/d",
  "a`b",
  "$X ${Y}",
  "'q\"",
  "\\",
  "{{x}}",
  "a#b",
];

const arbitraryPackage = fc.record({
  name: fc.constantFrom(...names),
  dependencies: fc.uniqueArray(fc.constantFrom(...packages), { minLength: 1, maxLength: 5 }),
  template: fc.array(fc.tuple(fc.constantFrom(...variables), fc.constantFrom(...values)), { maxLength: 6 }),
  reads: fc.array(fc.constantFrom(...variables), { maxLength: 4 }),
  worker: fc.boolean(),
  migrate: fc.boolean(),
});

const arbitraryRepository = fc
  .uniqueArray(arbitraryPackage, { minLength: 1, maxLength: 4, selector: ({ name }) => name })
  .map((some): Files => {
    const folders = some.map(({ name }) => name);
    const files = some.flatMap(({ name, dependencies, template, reads, worker, migrate }) => [
      [
        `${name}/package.json`,
        {
          name,
          scripts: {
            start: "node server.js",
            build: "build",
            ...(worker ? { worker: "node worker.js" } : {}),
            ...(migrate ? { "db:migrate": "node migrate.js" } : {}),
          },
          dependencies: Object.fromEntries(dependencies.map((each) => [each, "1"])),
        },
      ],
      [`${name}/.env.example`, template.map(([key, value]) => `${key}=${value}`).join("\n")],
      [`${name}/server.js`, reads.map((key) => `process.env.${key};`).join("\n")],
    ]);
    return { "package.json": { name: "shop", workspaces: folders }, ...Object.fromEntries(files) };
  });
