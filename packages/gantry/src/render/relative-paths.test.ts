import { describe, expect, test } from "vitest";
import type { Stack } from "../model/stack.ts";
import { withRelativePaths } from "./relative-paths.ts";

const stack: Stack = {
  name: "shop",
  services: {
    app: {
      build: { context: "/src/shop", additional_contexts: { shared: "/src/shop/shared", base: "docker-image://node" } },
      volumes: [
        { type: "bind", source: "/src/shop/content", target: "/content" },
        { type: "bind", source: "/var/run/docker.sock", target: "/var/run/docker.sock" },
        { type: "bind", source: "/src/shopping", target: "/other" },
        { type: "volume", source: "data", target: "/data" },
      ],
    },
  },
  secrets: { key: { file: "/src/shop/secrets/key" } },
};

describe("withRelativePaths", () => {
  test("shortens what is inside the stack's folder, and nothing else", () => {
    const { services, secrets } = withRelativePaths(stack, "/src/shop", "/src/shop");
    expect(services["app"]?.build).toEqual({
      context: ".",
      additional_contexts: { shared: "./shared", base: "docker-image://node" },
    });
    expect(services["app"]?.volumes?.map(({ source }) => source)).toEqual([
      "./content",
      "/var/run/docker.sock",
      "/src/shopping",
      "data",
    ]);
    expect(secrets?.["key"]?.file).toBe("./secrets/key");
  });

  test("counts from the folder that the files are written to", () => {
    const { services, secrets } = withRelativePaths(stack, "/src/shop", "/src/shop/deploy");
    expect(services["app"]?.build?.context).toBe("..");
    expect(secrets?.["key"]?.file).toBe("../secrets/key");
  });
});
