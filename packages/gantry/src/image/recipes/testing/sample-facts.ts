import type { CaddyFacts } from "../caddy/caddy-facts.ts";
import type { FastapiFacts } from "../fastapi/fastapi-facts.ts";
import type { JavascriptFacts } from "../javascript/javascript-facts.ts";
import type { NextjsFacts } from "../nextjs/nextjs-facts.ts";
import type { NodeFacts } from "../node/node-facts.ts";
import type { SharedFacts } from "../shared-facts.ts";
import type { StaticFacts } from "../static/static-facts.ts";

const shared: Omit<SharedFacts, "base"> = {
  title: "web",
  ca: false,
  publicVariables: [],
  buildSecrets: [],
  placeholders: {},
  systemPackages: [],
  writablePaths: [],
};

/** An application of one package, installed by npm. */
const javascriptFacts: JavascriptFacts = {
  ...shared,
  base: "node:22-alpine",
  port: 3000,
  registrySecrets: [],
  packageManager: { name: "npm" },
  app: ".",
  sources: ["."],
  manifests: ["package-lock.json", "package.json"],
  lockFile: "package-lock.json",
  hooks: [],
  build: ["npm", "run", "build"],
  include: [],
};

export function nextjsFacts(facts: Partial<NextjsFacts> = {}): NextjsFacts {
  return { ...javascriptFacts, recipe: "nextjs", port: 3000, hasPublic: true, forcesStandalone: false, ...facts };
}

export function nodeFacts(facts: Partial<NodeFacts> = {}): NodeFacts {
  return { ...javascriptFacts, recipe: "node", start: ["node", "dist/main.js"], output: ["dist"], ...facts };
}

export function fastapiFacts(facts: Partial<FastapiFacts> = {}): FastapiFacts {
  return {
    ...shared,
    recipe: "fastapi",
    base: "python:3.13-slim",
    port: 8000,
    app: ".",
    installer: { name: "uv", version: "0.13.9" },
    manifests: ["pyproject.toml", "uv.lock"],
    modules: ".",
    start: ["uvicorn", "app.main:app"],
    dev: ["uvicorn", "app.main:app", "--reload"],
    include: [],
    ...facts,
  };
}

export function staticFacts(facts: Partial<StaticFacts> = {}): StaticFacts {
  return {
    ...javascriptFacts,
    recipe: "static",
    build: ["npm", "run", "build"],
    port: 8080,
    server: "nginx",
    output: "dist",
    hashed: "/_astro/",
    singlePage: false,
    ...facts,
  };
}

export function caddyFacts(facts: Partial<CaddyFacts> = {}): CaddyFacts {
  return {
    ...shared,
    recipe: "caddy",
    base: "caddy:2-builder",
    port: 80,
    modules: ["github.com/caddy-dns/hetzner/v2@v2.0.0"],
    app: ".",
    include: [],
    ...facts,
  };
}
