import { describe, expect, test } from "vitest";
import { resolveForTest } from "../testing/resolve-for-test.ts";
import { caddy } from "./caddy.ts";
import { node } from "./node.ts";
import { type SharedOptions, shared } from "./shared.ts";

const web = node({ image: "web", port: 3000 });
const resolve = (options: SharedOptions, environment = "production") =>
  resolveForTest({ name: "shop", services: { web }, proxy: shared(options) }, { environment });

describe("shared", () => {
  test("is a Caddy of the stack's own that says that a deploy may share it", () => {
    const routes = { "a.example.com": { "/": web, "/api": web } };
    const { services, configs, ...rest } = resolve({ routes, headers: { "X-A": "b" }, httpPort: 8081 });
    expect(services["proxy"]?.["x-gantry"]).toEqual({ preset: "caddy", shared: true });
    expect(services["proxy"]?.ports).toEqual(["8081:80", "443:443", "443:443/udp"]);
    expect(configs["proxy-caddyfile"]?.content).toContain(
      'a.example.com {\n\tencode zstd gzip\n\theader {\n\t\tX-A "b"',
    );
    expect(rest["x-gantry"]?.routes).toHaveLength(2);
  });

  test("is exactly caddy() in development", () => {
    const routes = { "a.example.com": web };
    const own = resolveForTest(
      { name: "shop", services: { web }, proxy: caddy({ routes }) },
      { environment: "development" },
    );
    expect(resolve({ routes }, "development")).toEqual(own);
  });

  const refused: [string, SharedOptions, string][] = [
    ["a bare port", { routes: { ":8080": web } }, "the front has the ports 80 and 443 only"],
    ["a wildcard", { routes: { "*.example.com": web } }, "use caddy()"],
    ["an option that is about the container", { routes: { a: web }, image: "x" } as SharedOptions, "image"],
    ["no route", {} as SharedOptions, "routes"],
  ];
  test.each(refused)("refuses %s", (_, options, message) => {
    expect(() => resolve(options)).toThrow(message);
  });

  test("takes a wildcard with certificates of its own authority", () => {
    expect(resolve({ routes: { "*.example.com": web }, tls: "internal" }).services["proxy"]).toBeDefined();
  });
});
