import { describe, expect, test } from "vitest";
import type { Build } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { extractDockerfiles } from "./extract-dockerfiles.ts";

const written = (context: string, dockerfile = "FROM node\nLABEL price=$$5\n"): Build => ({
  context,
  dockerfile_inline: dockerfile,
  "x-gantry": { dockerignore: "**/.env\n", ca: "./ca.pem" },
});
const extract = (services: Stack["services"], uninterpolated = true) =>
  extractDockerfiles({ name: "shop", services }, { directory: "/repo/deploy", uninterpolated });

describe("extractDockerfiles", () => {
  test("writes each Dockerfile with its ignore file beside it, and leads the build there from its context", () => {
    const { stack, files } = extract({
      web: { build: written("..") },
      api: { build: written("../api", "FROM python\n") },
    });
    expect(files).toEqual([
      { path: "web.Dockerfile", content: "FROM node\nLABEL price=$5\n" },
      { path: "web.Dockerfile.dockerignore", content: "**/.env\n" },
      { path: "api.Dockerfile", content: "FROM python\n" },
      { path: "api.Dockerfile.dockerignore", content: "**/.env\n" },
    ]);
    expect(stack.services["web"]?.build).toEqual({
      context: "..",
      dockerfile: "deploy/web.Dockerfile",
      "x-gantry": { ca: "./ca.pem" },
    });
    expect(stack.services["api"]?.build?.dockerfile).toBe("../deploy/api.Dockerfile");
  });

  test("writes one for services that are built alike, named after the shortest of them", () => {
    const { stack, files } = extract({ "web-migrate": { build: written("..") }, web: { build: written("..") } });
    expect(files.map(({ path }) => path)).toEqual(["web.Dockerfile", "web.Dockerfile.dockerignore"]);
    expect(stack.services["web-migrate"]?.build).toEqual(stack.services["web"]?.build);
  });

  test("leaves nothing to a recipe, and the user's own inline Dockerfile where it is", () => {
    const recipe = { name: "dockerfile" } as const;
    const build = { context: "..", dockerfile_inline: "FROM scratch\n" };
    const { stack, files } = extract({ web: { build, "x-gantry": { preset: "node", recipe } } });
    expect(files).toEqual([]);
    expect(stack.services["web"]).toEqual({ build, "x-gantry": { preset: "node" } });
  });

  test("takes texts that are final as they are", () => {
    const { files } = extract({ web: { build: written("..") } }, false);
    expect(files[0]?.content).toContain("$$5");
  });
});
