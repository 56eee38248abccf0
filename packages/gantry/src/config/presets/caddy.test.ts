import { describe, expect, test } from "vitest";
import { secret } from "../secret.ts";
import { resolveForTest } from "../testing/resolve-for-test.ts";
import { type CaddyOptions, caddy } from "./caddy.ts";
import { node } from "./node.ts";
import { service } from "./service.ts";

const web = node({ image: "web", port: 3000 });
const api = service({ image: "api", port: 4000 });

const resolveCaddy = (options: CaddyOptions, environment = "production") =>
  resolveForTest(
    { name: "shop", services: { web, api }, proxy: caddy(options) },
    { environment, values: { PROXY_DNS_TOKEN: "t" } },
  );

describe("caddy", () => {
  test("waits for its upstreams, joins their networks, and says where it sends what", () => {
    const document = resolveCaddy({ routes: { "a.example.com": { "/": web, "/api/": api } } });
    const { proxy } = document.services;
    expect(Object.keys(proxy?.networks ?? {}).sort()).toEqual(["api", "egress", "web"]);
    expect(proxy?.depends_on).toEqual({
      web: { condition: "service_healthy", required: true },
      api: { condition: "service_started", required: true },
    });
    expect(document["x-gantry"]?.routes).toEqual([
      { host: "a.example.com", service: "web", port: 3000 },
      { host: "a.example.com", path: "/api", service: "api", port: 4000 },
    ]);
  });

  test("says where it answers in development", () => {
    const routes = { ":9000": api, "a.example.com": web, "b.example.com": web, "c.localhost": web };
    const document = resolveCaddy({ routes, httpPort: 8888 }, "development");
    expect(document["x-gantry"]?.routes).toMatchObject([
      { host: ":9000" },
      { host: ":8888" },
      { host: "b.example.com.localhost" },
      { host: "c.localhost" },
    ]);
  });

  test("publishes the web's ports, and keeps its certificates", () => {
    const { proxy } = resolveCaddy({ routes: { "a.example.com": web } }).services;
    expect(proxy?.ports).toEqual(["80:80", "443:443", "443:443/udp"]);
    expect(proxy?.volumes).toEqual(["proxy-data:/data", "proxy-config:/config"]);
    expect(proxy).toMatchObject({ cap_drop: ["ALL"], cap_add: ["NET_BIND_SERVICE"] });
  });

  test("publishes one port of the loopback in development", () => {
    const { proxy } = resolveCaddy({ routes: { "a.example.com": web } }, "development").services;
    expect(proxy?.ports).toEqual(["127.0.0.1:8080:80"]);
    const bare = resolveCaddy({ routes: { ":9000": web } }, "development").services.proxy;
    expect(bare?.ports).toEqual(["127.0.0.1:9000:9000"]);
  });

  test("publishes where it is told to", () => {
    const options = { routes: { "a.example.com": web, ":9000": api }, httpPort: 81, httpsPort: 444 };
    expect(resolveCaddy({ ...options, bind: "192.0.2.7" }).services.proxy?.ports).toEqual([
      "192.0.2.7:81:80",
      "192.0.2.7:444:443",
      "192.0.2.7:444:443/udp",
      "192.0.2.7:9000:9000",
    ]);
    expect(resolveCaddy({ ...options, bind: "::1" }).services.proxy?.ports?.[0]).toBe("[::1]:81:80");
  });

  test("carries its Caddyfile in the stack", () => {
    const { services, configs } = resolveCaddy({ routes: { "a.example.com": web } });
    const mount = services.proxy?.configs?.find(({ target }) => target === "/etc/caddy/Caddyfile");
    expect(configs[mount?.source ?? ""]?.content).toContain(
      "a.example.com {\n\tencode zstd gzip\n\treverse_proxy web:3000\n}",
    );
  });

  test("has the token for its DNS provider where certificates are wanted, and only there", () => {
    const options = { routes: { "*.example.com": web }, dns: { provider: "hetzner", token: secret() } };
    expect(resolveCaddy(options).services.proxy?.environment).toEqual({ CADDY_DNS_TOKEN: "t" });
    expect(resolveCaddy(options, "development").services.proxy?.environment).toBeUndefined();
  });

  test("reports every route that cannot work", () => {
    const worker = node({ image: "worker" });
    const proxy = caddy({
      routes: { "a b": web, "*.example.com": web, "c.example.com": worker, "d.example.com": {} as never },
    });
    expect(() => resolveForTest({ name: "shop", services: { web, worker }, proxy })).toThrow(
      /proxy\.routes\."a b": neither a host name[\s\S]*proxy\.routes\."\*\.example\.com": .*"dns"[\s\S]*proxy\.routes\."c\.example\.com": the node\(\) has no "port"[\s\S]*proxy\.routes\."d\.example\.com": no service/,
    );
  });
});

describe("a caddy with modules", () => {
  const resolve = (options: Partial<CaddyOptions>, environment = "production") => {
    const app = node({ image: "app", port: 3000 });
    const proxy = caddy({ routes: { "shop.example.com": app }, ...options });
    return resolveForTest({ name: "shop", services: { app }, proxy }, { environment }).services["proxy"];
  };
  const dns = { provider: "hetzner", token: secret({ name: "TOKEN" }) };

  test("is built with them, whatever Dockerfile is there", () => {
    const proxy = resolve({ modules: ["github.com/mholt/caddy-ratelimit@v0.1.0"], version: "2.10-alpine" });
    expect(proxy).toMatchObject({ image: "shop-proxy", build: { context: "." } });
    expect(proxy?.["x-gantry"]).toEqual({
      preset: "caddy",
      recipe: { name: "caddy", modules: ["github.com/mholt/caddy-ratelimit@v0.1.0"], version: "2.10" },
      read_only: true,
    });
  });

  test("has the module of its DNS provider by itself, where certificates are asked for", () => {
    const modulesOf = (proxy: ReturnType<typeof resolve>) =>
      (proxy?.["x-gantry"] as { recipe?: { modules: string[] } } | undefined)?.recipe?.modules;
    expect(modulesOf(resolve({ dns }))).toEqual(["github.com/caddy-dns/hetzner"]);
    const own = "github.com/caddy-dns/hetzner/v2@v2.0.0";
    expect(modulesOf(resolve({ dns, modules: [own] }))).toEqual([own]);
    expect(resolve({ dns }, "development")).toMatchObject({ image: "caddy:2-alpine" });
    expect(resolve({ dns, image: "my/caddy" })).not.toHaveProperty("build");
  });
});
