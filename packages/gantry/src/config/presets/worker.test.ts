import { describe, expect, test } from "vitest";
import { resolveForTest } from "../testing/resolve-for-test.ts";
import { node } from "./node.ts";
import { postgres } from "./postgres.ts";
import { worker } from "./worker.ts";

function resolveWorker() {
  const db = postgres({ version: "17" });
  const app = node({
    build: { context: "./web", secrets: { token: { env: "NPM_TOKEN" } } },
    port: 3000,
    env: { DATABASE_URL: db.url, MODE: "web" },
    migrate: { command: ["npm", "run", "migrate"] },
  });
  const jobs = worker({ of: app, command: ["node", "worker.js"], env: { MODE: "jobs" }, replicas: 2 });
  return resolveForTest({ name: "shop", services: { db, app, jobs } });
}

describe("worker", () => {
  test("runs another command in the image of its application", () => {
    const { services, secrets } = resolveWorker();
    const { app, jobs } = services;
    expect(jobs).toMatchObject({
      image: "shop-app",
      command: ["node", "worker.js"],
      build: app?.build,
      cap_drop: ["ALL"],
      deploy: { replicas: 2 },
    });
    expect(jobs?.["x-gantry"]).toEqual({ ...(app?.["x-gantry"] as object), preset: "worker" });
    expect(jobs?.healthcheck).toBeUndefined();
    expect(secrets).toEqual({ "app-build-token": { environment: "NPM_TOKEN" } });
  });

  test("has time to finish its job, as has an application without a port", () => {
    const { app, jobs } = resolveWorker().services;
    expect([app?.["stop_grace_period"], jobs?.["stop_grace_period"]]).toEqual(["10s", "60s"]);
    const { services } = resolveForTest({ name: "shop", services: { jobs: node({ start: ["node", "jobs.js"] }) } });
    expect(services["jobs"]?.["stop_grace_period"]).toBe("60s");
  });

  test("has the application's environment below its own, but listens on nothing", () => {
    const { app, jobs } = resolveWorker().services;
    expect(jobs?.environment).toEqual({
      NODE_ENV: "production",
      NODE_OPTIONS: "--max-old-space-size=384",
      DATABASE_URL: app?.environment?.["DATABASE_URL"],
      MODE: "jobs",
    });
  });

  test("has a heap that fits its own memory, and the application's options where these are the team's", () => {
    const heapOf = (env: Record<string, string>) => {
      const app = node({ image: "shop", port: 3000, env });
      const jobs = worker({ of: app, command: "node jobs.js", resources: { memory: "2g" } });
      const { services } = resolveForTest({ name: "shop", services: { app, jobs } });
      return services["jobs"]?.environment?.["NODE_OPTIONS"];
    };
    expect(heapOf({})).toBe("--max-old-space-size=1536");
    expect(heapOf({ NODE_OPTIONS: "--enable-source-maps" })).toBe("--enable-source-maps");
  });

  test("reaches what the application reaches, and waits for its migration, not for the application", () => {
    const jobs = resolveWorker().services["jobs"];
    expect(Object.keys(jobs?.networks ?? {})).toEqual(["db", "egress"]);
    expect(jobs?.depends_on).toMatchObject({
      db: { condition: "service_healthy" },
      "app-migrate": { condition: "service_completed_successfully" },
    });
    expect(jobs?.depends_on).not.toHaveProperty("app");
  });
});
