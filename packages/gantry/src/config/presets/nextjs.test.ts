import { describe, expect, test } from "vitest";
import { resolveForTest } from "../testing/resolve-for-test.ts";
import { type NextjsOptions, nextjs } from "./nextjs.ts";

const resolveNextjs = (options?: NextjsOptions) =>
  resolveForTest({ name: "shop", services: { web: nextjs(options) } }).services;

describe("nextjs", () => {
  test("is built from the config's folder when nothing else is said, unless a Dockerfile is there", () => {
    expect(resolveNextjs()["web"]).toMatchObject({
      image: "shop-web",
      build: { context: "." },
      "x-gantry": { preset: "nextjs", recipe: { name: "nextjs", port: 3000, fallback: true }, read_only: true },
    });
  });

  test("hands what is said about the Dockerfile to the recipe, which then writes it", () => {
    const { web } = resolveNextjs({
      app: "apps/web",
      version: "22",
      packageManager: "pnpm@10.4.1",
      buildCommand: ["pnpm", "turbo", "build"],
      systemPackages: ["ffmpeg"],
      placeholders: { DATABASE_URL: "postgres://placeholder" },
      include: ["drizzle"],
      health: { http: "/api/health" },
      build: { context: "..", recipe: { base: "node:22-alpine", health: "/quick" } },
    });
    expect(web?.build).toEqual({ context: ".." });
    expect(web?.["x-gantry"]).toEqual({
      preset: "nextjs",
      read_only: true,
      recipe: {
        name: "nextjs",
        app: "apps/web",
        version: "22",
        base: "node:22-alpine",
        package_manager: "pnpm@10.4.1",
        build: ["pnpm", "turbo", "build"],
        system_packages: ["ffmpeg"],
        placeholders: { DATABASE_URL: "postgres://placeholder" },
        include: ["drizzle"],
        port: 3000,
        health: "/quick",
      },
    });
  });

  test("keeps to the Dockerfile that is named, and still knows which variables are public", () => {
    const { web } = resolveNextjs({ build: { dockerfile: "docker/Dockerfile", target: "runner" } });
    expect(web?.build).toEqual({ context: ".", dockerfile: "docker/Dockerfile", target: "runner" });
    expect(web?.["x-gantry"]).toEqual({
      preset: "nextjs",
      recipe: { name: "dockerfile", public_prefixes: ["NEXT_PUBLIC_"] },
    });
  });

  test("builds nothing when an image is named", () => {
    const { web } = resolveNextjs({ image: "shop/web:1" });
    expect(web).toMatchObject({ image: "shop/web:1", "x-gantry": { preset: "nextjs" } });
    expect(web).not.toHaveProperty("build");
    expect(web?.["x-gantry"]).not.toHaveProperty("recipe");
  });

  test("listens on every address, and is asked with node", () => {
    const { web } = resolveNextjs({ port: 4000, health: { http: "/health" } });
    expect(web?.environment).toEqual({
      ...{ NODE_ENV: "production", NODE_OPTIONS: "--max-old-space-size=384" },
      ...{ PORT: 4000, HOSTNAME: "0.0.0.0" },
    });
    expect(web?.healthcheck?.test[3]).toContain('fetch("http://127.0.0.1:4000/health")');
  });

  test("leaves the root file system to whoever sets Compose's own key", () => {
    const { web } = resolveNextjs({ compose: { read_only: false } });
    expect(web?.["x-gantry"]).not.toHaveProperty("read_only");
  });

  test("migrates with the very same build", () => {
    const services = resolveNextjs({ migrate: { command: ["npm", "run", "migrate"] }, health: { http: "/health" } });
    expect(services["web-migrate"]).toMatchObject({
      image: services["web"]?.image,
      build: services["web"]?.build,
      "x-gantry": services["web"]?.["x-gantry"],
      environment: { NODE_ENV: "production" },
    });
    expect(services["web-migrate"]?.environment).not.toHaveProperty("PORT");
  });
});
