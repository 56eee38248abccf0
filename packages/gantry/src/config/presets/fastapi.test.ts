import { describe, expect, test } from "vitest";
import { resolveForTest } from "../testing/resolve-for-test.ts";
import { type FastapiOptions, fastapi } from "./fastapi.ts";

const resolveFastapi = (options?: FastapiOptions) =>
  resolveForTest({ name: "shop", services: { api: fastapi(options) } }).services["api"];

describe("fastapi", () => {
  test("hands what is said about the Dockerfile to the recipe", () => {
    const api = resolveFastapi({
      build: "./api",
      version: "3.12",
      application: "app.main:app",
      systemPackages: ["ffmpeg"],
    });
    expect(api).toMatchObject({
      image: "shop-api",
      build: { context: "./api" },
      "x-gantry": {
        preset: "fastapi",
        recipe: {
          name: "fastapi",
          version: "3.12",
          application: "app.main:app",
          system_packages: ["ffmpeg"],
          port: 8000,
        },
      },
    });
  });

  test("asks its health path with Python itself, and without one whether the port accepts connections", () => {
    expect(resolveFastapi({ port: 9000, health: { http: "/health" } })?.healthcheck?.test).toEqual([
      "CMD",
      "python",
      "-c",
      'import urllib.request as r; r.urlopen("http://127.0.0.1:9000/health", timeout=60)',
    ]);
    expect(resolveFastapi()?.healthcheck?.test[3]).toContain('create_connection(("127.0.0.1", 8000), 60)');
  });

  test("is told its port, and logs at once", () => {
    expect(resolveFastapi()?.environment).toEqual({ PORT: 8000, PYTHONUNBUFFERED: "1" });
  });
});
