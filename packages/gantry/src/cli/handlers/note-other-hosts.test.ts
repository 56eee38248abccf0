import { expect, test } from "vitest";
import { noteOtherHosts } from "./note-other-hosts.ts";

const loaded = (environment: string, environments: Record<string, { host?: string }>) => ({
  environment,
  stack: { name: "shop", services: {}, "x-gantry": { environments } },
});
const hosts = { staging: { host: "ssh://staging" }, production: { host: "ssh://production" }, review: {} };

test("a deploy that names no environment says which ones have a host", () => {
  expect(noteOtherHosts(loaded("default", hosts), {})).toBe(
    "This deploys to the engine here, without an environment. To a host: gantry deploy -e staging | production",
  );
});

test("a deploy that goes where it was told to says nothing", () => {
  expect(noteOtherHosts(loaded("production", hosts), { env: "production" })).toBeUndefined();
  expect(noteOtherHosts(loaded("default", hosts), { host: "ssh://elsewhere" })).toBeUndefined();
  expect(noteOtherHosts(loaded("development", { development: { host: "ssh://dev" } }), {})).toBeUndefined();
  expect(noteOtherHosts(loaded("development", { review: {} }), {})).toBeUndefined();
});
