import { expect, test } from "vitest";
import type { Service } from "../../model/service.ts";
import { selectTargets } from "./select-targets.ts";

const select = (services: Record<string, Service>, wanted = Object.keys(services)) =>
  selectTargets(services, { project: "shop", wanted });

test("each service with a build is a target, with the labels that Compose puts", () => {
  const { targets } = select({ web: { build: { context: "web" } }, db: { image: "postgres" } });
  expect(targets).toEqual([
    {
      name: "web",
      services: ["web"],
      tags: [],
      build: {
        context: "web",
        labels: { "com.docker.compose.project": "shop", "com.docker.compose.service": "web" },
      },
    },
  ]);
});

test("services that are built alike share a target, whatever order their keys stand in", () => {
  const { targets } = select({
    web: { build: { context: ".", args: { A: "1", B: "2" } } },
    worker: { build: { args: { B: "2", A: "1" }, context: "." } },
    api: { build: { context: ".", args: { A: "1", B: "3" } } },
  });
  expect(targets.map(({ name, services }) => [name, services])).toEqual([
    ["web", ["web", "worker"]],
    ["api", ["api"]],
  ]);
});

test("a service's platform is its build's, unless that has its own", () => {
  const { targets } = select({
    a: { platform: "linux/arm64", build: { context: "a" } },
    b: { platform: "linux/arm64", build: { context: "b", platforms: ["linux/amd64"] } },
  });
  expect(targets.map(({ build }) => build.platforms)).toEqual([["linux/arm64"], ["linux/amd64"]]);
});

test("a service that a context names comes along, and is kept only when it is wanted itself", () => {
  const services: Record<string, Service> = {
    web: { build: { additional_contexts: { base: "service:base", db: "service:db" } } },
    base: { build: { context: "base" } },
    db: { image: "postgres:17" },
  };
  const { targets, linked } = select(services, ["web"]);
  expect(targets[0]?.build.additional_contexts).toEqual({ base: "target:base", db: "docker-image://postgres:17" });
  expect(linked.map(({ name }) => name)).toEqual(["base"]);
  expect(select(services).linked).toEqual([]);
});

test("targets have names that bake takes, each its own", () => {
  const { targets } = select({ "a.b": { build: { context: "1" } }, a_b: { build: { context: "2" } } });
  expect(targets.map(({ name }) => name)).toEqual(["a_b", "a_b_2"]);
});

test("contexts that go round in a circle, or name nothing, are refused", () => {
  const circle: Record<string, Service> = {
    a: { build: { additional_contexts: { x: "service:b" } } },
    b: { build: { additional_contexts: { x: "service:a" } } },
  };
  expect(() => select(circle)).toThrow("a → b → a go round in a circle");
  expect(() => select({ a: { build: { additional_contexts: { x: "service:c" } } } })).toThrow(
    '"service:c" names no service',
  );
});
