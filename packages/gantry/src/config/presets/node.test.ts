import { describe, expect, test } from "vitest";
import { resolveForTest } from "../testing/resolve-for-test.ts";
import { type NodeOptions, node } from "./node.ts";
import { postgres } from "./postgres.ts";

function resolveNode(options: Partial<NodeOptions> = {}) {
  const db = postgres({ version: "17" });
  const app = node({ build: "./web", port: 3000, env: { DATABASE_URL: db.url }, ...options });
  return resolveForTest({ name: "shop", services: { db, app } }).services;
}

describe("node", () => {
  test("asks its health path with node itself", () => {
    const check = resolveNode({ health: { http: "/api/health?quick=true", startPeriod: "90s" } })["app"]?.healthcheck;
    expect(check).toMatchObject({ interval: "10s", timeout: "5s", retries: 5, start_period: "90s" });
    expect(check?.test.slice(0, 3)).toEqual(["CMD", "node", "-e"]);
    expect(check?.test[3]).toContain('fetch("http://127.0.0.1:3000/api/health?quick=true")');
  });

  test("asks whether the port accepts connections when there is no path", () => {
    expect(resolveNode()["app"]?.healthcheck?.test[3]).toContain('connect(3000, "127.0.0.1")');
  });

  test("has no check without a port, and none when the user wants none", () => {
    const worker = node({ image: "worker" });
    const { services } = resolveForTest({
      name: "shop",
      services: { worker, app: node({ image: "a", port: 1, health: false }) },
    });
    expect(services.worker?.healthcheck).toBeUndefined();
    expect(services.app?.healthcheck).toEqual({ disable: true });
  });

  test("is told its port and runs for production, over which the user's own environment goes", () => {
    expect(resolveNode()["app"]?.environment).toMatchObject({ PORT: 3000, NODE_ENV: "production" });
    expect(resolveNode({ env: { NODE_ENV: "test", EMPTY: undefined } })["app"]?.environment).toEqual({
      PORT: 3000,
      NODE_ENV: "test",
      NODE_OPTIONS: "--max-old-space-size=384",
    });
  });

  test("has three quarters of its memory as its heap, unless told otherwise", () => {
    const heap = (options: Parameters<typeof resolveNode>[0]) =>
      resolveNode(options)["app"]?.environment?.["NODE_OPTIONS"];
    expect(heap({ resources: { memory: "1.5g" } })).toBe("--max-old-space-size=1152");
    expect(heap({ env: { NODE_OPTIONS: "--enable-source-maps" } })).toBe("--enable-source-maps");
    expect(heap({ env: { NODE_OPTIONS: undefined } })).toBeUndefined();
  });

  test("drops every capability", () => {
    const app = resolveNode()["app"];
    expect(app?.["cap_drop"]).toEqual(["ALL"]);
    expect(app?.["cap_add"] ?? []).toEqual([]);
  });

  test("starts after its migration has ended with success, which waits for the database", () => {
    const services = resolveNode({
      migrate: { command: ["npm", "run", "migrate"], env: { STEP: "1" }, timeout: "30m" },
    });
    const migration = services["app-migrate"];
    expect(services["app"]?.depends_on?.["app-migrate"]?.condition).toBe("service_completed_successfully");
    expect(migration).toMatchObject({
      image: "shop-app",
      build: { context: "./web" },
      command: ["npm", "run", "migrate"],
      restart: "no",
      "x-gantry": { timeout: "30m" },
    });
    expect(services["app"]?.["x-gantry"]).not.toHaveProperty("timeout");
    expect(migration?.depends_on).toEqual({ db: { condition: "service_healthy", required: true } });
    expect(migration?.environment).toMatchObject({
      STEP: "1",
      DATABASE_URL: services["app"]?.environment?.["DATABASE_URL"],
    });
    expect(migration?.healthcheck).toEqual({ disable: true });
    expect(Object.keys(migration?.networks ?? {})).not.toContain("app");
  });
});
