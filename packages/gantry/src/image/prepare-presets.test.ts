import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig } from "../config/load-config.ts";
import type { Service } from "../model/service.ts";
import { prepareBuilds } from "./prepare-builds.ts";

const files: Record<string, string> = {
  "api/pyproject.toml": '[project]\nname = "api"\n',
  "api/uv.lock": '[[package]]\nname = "uvicorn"\n',
  "api/main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
  "site/package.json": JSON.stringify({
    name: "site",
    scripts: { build: "astro build" },
    dependencies: { astro: "5" },
  }),
  "site/package-lock.json": "{}",
  "gantry.config.ts": `
import { caddy, defineStack, fastapi, staticSite } from "gantry";
export default defineStack(() => {
  const api = fastapi({ build: "./api", health: { http: "/health" } });
  const site = staticSite({ build: "./site", env: { PUBLIC_API: "https://api.example.com" } });
  return {
    name: "shop",
    services: { api, site },
    proxy: caddy({ routes: { "example.com": { "/": site, "/api": api } }, modules: ["github.com/mholt/caddy-l4@v0.1.0"] }),
  };
});
`,
};

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gantry-presets-"));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function prepare(): Promise<Record<string, Service>> {
  const loaded = await loadConfig({ directory, env: {}, mode: "values" });
  return (await prepareBuilds(loaded)).stack.services;
}

test("the presets for Python, sites and Caddy with modules build by their recipes, on read-only file systems", async () => {
  const { api, site, proxy } = await prepare();
  expect(api?.build?.dockerfile_inline).toContain('CMD ["uvicorn", "main:app"');
  expect(api?.build?.dockerfile_inline).toContain("http://127.0.0.1:8000/health");
  expect(site?.build?.dockerfile_inline).toContain("FROM nginx:");
  expect(site?.build?.args).toEqual({ PUBLIC_API: "https://api.example.com" });
  expect(proxy?.build?.dockerfile_inline).toContain("--with github.com/mholt/caddy-l4@v0.1.0");
  for (const service of [api, site, proxy]) expect(service).toMatchObject({ read_only: true });
  expect(site?.["x-gantry"]?.assets).toEqual([{ path: "/_astro", folder: "/srv/_astro" }]);
});

test("Caddy keeps its volumes where its image would write to, and gets memory for the rest", async () => {
  const { proxy } = await prepare();
  expect(proxy?.volumes?.map(({ target }) => target)).toEqual(["/data", "/config"]);
  expect(proxy?.tmpfs).toEqual(["/tmp"]);
});
