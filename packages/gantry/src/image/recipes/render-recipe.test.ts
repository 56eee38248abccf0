import { describe, expect, test } from "vitest";
import type { JavascriptFacts, PackageManager } from "./javascript/javascript-facts.ts";
import type { NodeFacts } from "./node/node-facts.ts";
import type { RecipeFacts } from "./recipe-facts.ts";
import { renderRecipe } from "./render-recipe.ts";
import {
  caddyFacts,
  fastapiFacts,
  nextjsFacts as nextjs,
  nodeFacts as node,
  staticFacts,
} from "./testing/sample-facts.ts";
import { stageOf, stagesOf } from "./testing/stages.ts";

const workspace: Partial<JavascriptFacts> = {
  app: "apps/web",
  workspace: "@shop/web",
  sources: ["apps/web", "packages/ui", "tsconfig.base.json"],
  packageManager: { name: "pnpm", version: "10.4.1" },
  lockFile: "pnpm-lock.yaml",
  manifests: [
    "pnpm-lock.yaml",
    "package.json",
    "pnpm-workspace.yaml",
    "apps/web/package.json",
    "packages/ui/package.json",
  ],
  build: ["pnpm", "run", "build"],
};
const plain: Partial<NodeFacts> = { build: [], start: ["node", "server.js"], output: [] };

const variants: Record<string, RecipeFacts> = {
  "Next.js, one package": nextjs(),
  "Next.js in a workspace": nextjs(workspace),
  "Next.js in a Turborepo": nextjs({ ...workspace, turbo: "2.3.0" }),
  "Next.js with a server in TypeScript": nextjs({ customServer: { start: ["node", "--import", "tsx", "server.ts"] } }),
  "Next.js with a built server": nextjs({
    customServer: { start: ["node", "dist/server.js"], files: ["dist", "next.config.js"] },
  }),
  "Node.js, built": node(),
  "Node.js in a workspace": node({ ...workspace, output: ["apps/web/dist", "packages/ui/dist"] }),
  "Node.js with Prisma": node({ prisma: { generate: true, inModules: true } }),
  FastAPI: fastapiFacts({ ca: true, buildSecrets: ["UV_INDEX_PASSWORD"] }),
  "files behind nginx": staticFacts({ publicVariables: ["PUBLIC_URL"], placeholders: { API: "none" } }),
  "files behind Caddy": staticFacts({ ...workspace, output: "build", server: "caddy", ca: true }),
  "Caddy with modules": caddyFacts({ ca: true, buildSecrets: ["GOPROXY"] }),
  "everything at once": nextjs({
    ...workspace,
    ca: true,
    publicVariables: ["NEXT_PUBLIC_URL"],
    buildSecrets: ["NPM_TOKEN", "SENTRY_AUTH_TOKEN"],
    registrySecrets: ["NPM_TOKEN"],
    placeholders: { DATABASE_URL: "postgres://nobody@localhost/none" },
    systemPackages: ["ffmpeg"],
    dev: ["pnpm", "run", "dev"],
  }),
};

describe.each(Object.entries(variants))("%s", (_, facts) => {
  const { dockerfile } = renderRecipe(facts);

  test("each stage says what it is for", () => {
    expect(dockerfile.match(/^FROM /gm)?.length).toBe(dockerfile.match(/^# .*\nFROM /gm)?.length);
  });

  test("the last stage is the one that runs: an ordinary user by number, a program without a shell", () => {
    const [name, text = ""] = [...stagesOf(facts)].at(-1) ?? [];
    expect(name).toBe("runner");
    expect(text).toMatch(/^USER 1001:1001$/m);
    expect(text).toMatch(/^STOPSIGNAL SIG(TERM|QUIT)$/m);
    expect(text).toMatch(/^CMD \["(node|uvicorn|nginx|caddy)", /m);
    expect(text).toMatch(/HEALTHCHECK .*\\\n {4}CMD \["(node|python|wget)", /);
  });

  test("nothing is needed that BuildKit of Docker Engine 20.10 does not have", () => {
    expect(dockerfile).not.toMatch(/^# *syntax|<<|--link|--parents|,env=|--chmod/m);
  });

  test("the base's packages and tools are its own business", () => {
    expect(stageOf(facts, "runner")).not.toMatch(/apk|apt-get|adduser|npm install/);
  });

  test("nothing secret, public or meaningless of the build reaches the running image", () => {
    for (const name of [
      ...facts.publicVariables,
      ...facts.buildSecrets,
      ...Object.keys(facts.placeholders),
      "type=secret",
    ]) {
      expect(stageOf(facts, "runner")).not.toContain(name);
      expect(stagesOf(facts).get("base") ?? "").not.toContain(name);
    }
  });

  test("manifests are copied before the sources", () => {
    expect(stagesOf(facts).get("deps") ?? "").not.toMatch(/^COPY \. /m);
  });
});

test("a single package with npm is built from its lock file, and its labels come last", () => {
  expect(renderRecipe(node({ health: "/health" })).dockerfile).toMatchInlineSnapshot(`
    "# The runtime that all stages share.
    FROM node:22-alpine AS base
    WORKDIR /app

    # All packages, from the lock file. Manifests come before the sources, so that a change of source keeps this stage.
    FROM base AS deps
    ENV npm_config_update_notifier=false
    COPY package-lock.json package.json ./
    RUN --mount=type=cache,target=/root/.npm \\
        npm ci --no-audit --no-fund

    # The build. Nothing that is set here reaches the running image.
    FROM deps AS builder
    COPY . ./
    RUN npm run build

    # The packages of production, with even dates: the same lock file gives the same layer.
    FROM base AS production
    COPY package-lock.json package.json ./
    RUN --mount=type=cache,target=/root/.npm \\
        npm ci --omit=dev --no-audit --no-fund \\
     && rm -rf package-lock.json \\
     && find . -exec touch -h -d @0 {} +

    # What runs: the packages of production and the application.
    FROM base AS runner
    ENV NODE_ENV=production \\
        PORT=3000
    COPY --from=production /app/ ./
    COPY --from=builder /app/dist ./dist
    USER 1001:1001
    EXPOSE 3000
    STOPSIGNAL SIGTERM
    HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \\
        CMD ["node", "-e", "fetch(\\"http://127.0.0.1:\\" + (process.env.PORT || 3000) + \\"/health\\").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
    CMD ["node", "dist/main.js"]
    ARG IMAGE_SOURCE
    ARG IMAGE_REVISION
    ARG IMAGE_CREATED
    ARG IMAGE_VERSION
    LABEL org.opencontainers.image.title="web" \\
        org.opencontainers.image.source="$IMAGE_SOURCE" \\
        org.opencontainers.image.revision="$IMAGE_REVISION" \\
        org.opencontainers.image.created="$IMAGE_CREATED" \\
        org.opencontainers.image.version="$IMAGE_VERSION"
    "
  `);
});

test("a Turborepo is pruned, and the pruned manifests are what is installed", () => {
  const facts = nextjs({ ...workspace, turbo: "2.3.0" });
  expect([...stagesOf(facts).keys()]).toEqual(["base", "tools", "pruner", "deps", "builder", "runner"]);
  expect(stageOf(facts, "tools")).toContain("turbo@2.3.0");
  expect(stageOf(facts, "pruner")).toContain("turbo prune @shop/web --docker");
  expect(stageOf(facts, "deps")).toContain("COPY --from=pruner /app/out/json/ ./");
  expect(stageOf(facts, "builder")).toContain("turbo run build --filter=@shop/web");
  expect(stageOf(facts, "runner")).toContain('CMD ["node", "apps/web/server.js"]');
});

test("in a workspace without Turborepo each manifest is copied to its own folder", () => {
  const deps = stageOf(nextjs(workspace), "deps");
  expect(deps).toContain("COPY pnpm-lock.yaml package.json pnpm-workspace.yaml ./\n");
  expect(deps).toContain("COPY apps/web/package.json ./apps/web/\n");
  expect(deps).toContain("COPY packages/ui/package.json ./packages/ui/\n");
});

test.each<[PackageManager, string, string]>([
  [{ name: "npm" }, "npm ci", "npm ci --omit=dev"],
  [{ name: "pnpm", version: "10.4.1" }, "pnpm install --frozen-lockfile", "pnpm install --frozen-lockfile --prod"],
  [{ name: "yarn", version: "1.22.22" }, "yarn install --frozen-lockfile", "--production"],
  [{ name: "berry", version: "4.9.0" }, "yarn install --immutable", "yarn workspaces focus --production"],
  [{ name: "bun", version: "1.3.0" }, "bun install --frozen-lockfile", "bun install --frozen-lockfile --production"],
])("%o installs what the lock file says, and for production less", (packageManager, all, production) => {
  const facts = node({ packageManager });
  expect(stageOf(facts, "deps")).toContain(all);
  expect(stageOf(facts, "production")).toContain(production);
  expect(stageOf(facts, "deps")).toContain("type=cache");
});

test("the package manager is put in by npm, since newer Node images have no corepack", () => {
  const { dockerfile } = renderRecipe(node({ packageManager: { name: "pnpm", version: "10.4.1" } }));
  expect(dockerfile).toMatch(/npm install --global .*pnpm@10\.4\.1/);
  expect(dockerfile).not.toContain("corepack");
});

test("Next.js is told to write its server only where the configuration does not say so", () => {
  expect(stageOf(nextjs({ forcesStandalone: true }), "builder")).toContain("NEXT_PRIVATE_STANDALONE=true");
  expect(stageOf(nextjs(), "builder")).not.toContain("NEXT_PRIVATE_STANDALONE");
});

test("the folder public is copied beside the server, where there is one", () => {
  expect(stageOf(nextjs({ ...workspace }), "runner")).toContain("/app/apps/web/public/ ./apps/web/public/");
  expect(stageOf(nextjs({ hasPublic: false }), "runner")).not.toContain("public");
});

test("Next.js listens on all addresses, whatever Docker calls the container", () => {
  expect(stageOf(nextjs(), "runner")).toMatch(/HOSTNAME=0\.0\.0\.0/);
});

test("a server in TypeScript gets the sources and the packages of production", () => {
  const runner = stageOf(nextjs({ customServer: { start: ["node", "--import", "tsx", "server.ts"] } }), "runner");
  expect(runner).toContain("COPY --from=production /app/ ./");
  expect(runner).toContain("COPY . ./");
  expect(runner).toContain("COPY --from=builder /app/.next/ ./.next/");
  expect(runner).toContain('CMD ["node", "--import", "tsx", "server.ts"]');
});

test("a built server gets what was built, without the sources", () => {
  const server = { start: ["node", "dist/server.js"], files: ["dist", "next.config.js"] };
  const runner = stageOf(nextjs({ customServer: server }), "runner");
  expect(runner).toContain("COPY --from=builder /app/dist ./dist");
  expect(runner).not.toContain("COPY . ");
});

test("sources that run as they are need no builder; of a workspace only the application's own folders are taken", () => {
  const { build: _, ...facts } = node({ ...workspace, ...plain });
  expect(stagesOf(facts).has("builder")).toBe(false);
  expect(stageOf(facts, "runner")).toContain("COPY packages/ui ./packages/ui\n");
  expect(stageOf(facts, "runner")).not.toContain("COPY . ");
});

test("certificates and secrets are there while something is downloaded or built, as files", () => {
  const facts = variants["everything at once"] ?? nextjs();
  expect(stageOf(facts, "deps")).toContain("--mount=type=secret,id=ca");
  expect(stageOf(facts, "deps")).toContain('NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN)"');
  expect(stageOf(facts, "deps")).not.toContain("SENTRY_AUTH_TOKEN");
  expect(stageOf(facts, "builder")).toContain('SENTRY_AUTH_TOKEN="$(cat /run/secrets/SENTRY_AUTH_TOKEN)"');
  expect(renderRecipe(facts).dockerfile).not.toMatch(/^(ENV|ARG) .*(TOKEN|NODE_EXTRA_CA_CERTS)/m);
});

test("scripts that need the sources do not run with the install, and the builder runs those that prepare the build", () => {
  const hooks = [{ folder: ".", drop: ["postinstall", "prepare"], run: ["postinstall"] }];
  const facts = node({ hooks });
  expect(stageOf(facts, "deps")).toContain("npm pkg delete scripts.postinstall scripts.prepare");
  expect(stageOf(facts, "production")).toContain("npm pkg delete scripts.postinstall scripts.prepare");
  expect(stageOf(facts, "builder")).toMatch(/npm run postinstall \\\n && npm run build/);
});

test("the client that Prisma generated into the packages goes to those of production", () => {
  const facts = node({ prisma: { generate: true, inModules: true } });
  expect(stageOf(facts, "builder")).toContain("npx --no-install prisma generate");
  expect(stageOf(facts, "production")).toContain(
    "--mount=type=bind,source=/app/node_modules,target=/builder,from=builder",
  );
});

test("the dev target runs the dev script on all packages, and is not the default", () => {
  const facts = nextjs({ dev: ["npm", "run", "dev"] });
  expect(stageOf(facts, "dev")).toContain("FROM deps AS dev");
  expect(stageOf(facts, "dev")).toContain('CMD ["npm", "run", "dev"]');
  expect([...stagesOf(facts).keys()].at(-1)).toBe("runner");
});

test("a worker has neither a port nor a health check", () => {
  const { port: _, ...worker } = node();
  const { dockerfile } = renderRecipe(worker);
  expect(dockerfile).not.toMatch(/EXPOSE|HEALTHCHECK|PORT/);
});

test("system packages are installed by the package manager of the base image", () => {
  expect(stageOf(node({ systemPackages: ["ffmpeg"] }), "base")).toContain("apk add --no-cache ffmpeg");
  expect(stageOf(node({ base: "node:22-slim", systemPackages: ["ffmpeg"] }), "base")).toContain(
    "apt-get install --yes --no-install-recommends ffmpeg",
  );
});

test("what the recipe includes is copied, and never ignored", () => {
  const { dockerfile, dockerignore } = renderRecipe(node({ include: ["test/data"] }));
  expect(dockerfile).toContain("COPY --from=builder /app/test/data ./test/data");
  expect(dockerignore).toMatch(/^!test\/data$/m);
});
