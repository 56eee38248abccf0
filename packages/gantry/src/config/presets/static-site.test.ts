import { describe, expect, test } from "vitest";
import { resolveForTest } from "../testing/resolve-for-test.ts";
import { type StaticSiteOptions, staticSite } from "./static-site.ts";

const resolveSite = (options?: StaticSiteOptions) =>
  resolveForTest({ name: "shop", services: { site: staticSite(options) } }).services["site"];

describe("staticSite", () => {
  test("hands what is said about the Dockerfile to the recipe", () => {
    expect(resolveSite({ build: "./site", server: "caddy", output: "build", singlePage: true })).toMatchObject({
      build: { context: "./site" },
      "x-gantry": {
        preset: "staticSite",
        recipe: { name: "static", server: "caddy", output: "build", single_page: true, port: 8080, health: "/" },
        read_only: true,
      },
    });
  });

  test("asks the first page unless another path is given, with what the image has", () => {
    expect(resolveSite()?.healthcheck?.test[1]).toContain("wget -q -O /dev/null 'http://127.0.0.1:8080/'");
    expect(resolveSite({ port: 80, health: { http: "/up" } })?.healthcheck?.test[1]).toContain(
      "'http://127.0.0.1:80/up'",
    );
  });

  test("runs without capabilities, unless the image is the user's own", () => {
    expect(resolveSite()).toMatchObject({ cap_drop: ["ALL"] });
    expect(resolveSite()).not.toHaveProperty("cap_add");
    expect(resolveSite({ image: "nginx:alpine", port: 80 })?.["cap_add"]).toContain("NET_BIND_SERVICE");
  });
});
