import { describe, expect, test } from "vitest";
import { printCaddyfile } from "./caddyfile.ts";

const site = (host: string, ...upstreams: [path: string, address: string][]) => ({
  host,
  upstreams: upstreams.map(([path, address]) => ({ path, address })),
});

describe("printCaddyfile", () => {
  test("passes a host's requests on, with certificates by itself", () => {
    expect(
      printCaddyfile({ sites: [site("a.example.com", ["/", "app:3000"])], local: false, email: "ops@example.com" }),
    ).toBe(
      "{\n\tlog {\n\t\texclude admin.api\n\t}\n\temail ops@example.com\n}\n\na.example.com {\n\tencode zstd gzip\n\treverse_proxy app:3000\n}\n",
    );
  });

  test("asks the longest path prefix first, and a prefix ends at a slash", () => {
    const text = printCaddyfile({
      sites: [site("a.example.com", ["/", "web:1"], ["/api", "api:2"], ["/api/admin", "admin:3"])],
      local: false,
    });
    expect(text).toContain("@path0 path /api/admin /api/admin/*\n\thandle @path0 {\n\t\treverse_proxy admin:3\n\t}");
    expect(text.indexOf("admin:3")).toBeLessThan(text.indexOf("api:2"));
    expect(text.indexOf("api:2")).toBeLessThan(text.indexOf("web:1"));
    expect(text).toContain("handle {\n\t\treverse_proxy web:1\n\t}");
  });

  test("speaks plain HTTP in development: every host by its own name and below localhost, the first by any name", () => {
    const sites = [site(":9000", ["/", "c:3"]), site("a.example.com", ["/", "a:1"]), site("b.localhost", ["/", "b:2"])];
    const text = printCaddyfile({ sites, local: true, dnsProvider: "hetzner" });
    expect(text).toMatch(/^\{\n[^}]*\}\n\tauto_https off\n\}\n/);
    expect(text).toContain("\n:9000 {");
    expect(text).toContain("\nhttp://a.example.com, http://a.example.com.localhost, :80 {");
    expect(text).toContain("\nhttp://b.localhost {");
    expect(text).not.toContain("tls");
  });

  test("gets certificates by DNS with the token from the environment", () => {
    const text = printCaddyfile({ sites: [site("*.example.com", ["/", "a:1"])], local: false, dnsProvider: "hetzner" });
    expect(text).toContain("tls {\n\t\tdns hetzner {env.CADDY_DNS_TOKEN}\n\t}");
  });

  test("redirects, adds headers, limits bodies, and compresses unless it is told not to", () => {
    const redirects = [
      { path: "/", to: "https://a.example.com/", whole: true },
      { path: "/old", to: "/new", whole: false },
    ];
    const text = printCaddyfile({
      sites: [{ ...site("a.example.com", ["/", "a:1"]) }, { host: "www.a.example.com", upstreams: [], redirects }],
      local: false,
      headers: { "X-A": 'say "hi"' },
      compression: false,
      maxBody: 1024,
    });
    expect(text).toContain(
      'a.example.com {\n\theader {\n\t\tX-A "say \\"hi\\""\n\t}\n\trequest_body {\n\t\tmax_size 1024\n\t}\n\treverse_proxy a:1\n}',
    );
    expect(text).toContain("\tredir https://a.example.com{uri} permanent\n\tredir /old /new permanent\n}");
    expect(text).not.toContain("encode");
  });

  test("takes certificates from its own authority, or at the first visit of a host", () => {
    const sites = [site("a.example.com", ["/", "a:1"]), site("*", ["/", "b:1"])];
    const internal = printCaddyfile({ sites, local: false, tls: "internal" });
    expect(internal.match(/tls internal/g)).toHaveLength(2);
    const onDemand = printCaddyfile({ sites, local: false, tls: { onDemand: "http://a:1/may" } });
    expect(onDemand).toContain("\ton_demand_tls {\n\t\task http://a:1/may\n\t}\n}");
    expect(onDemand).toContain("https:// {\n\ttls {\n\t\ton_demand\n\t}\n");
    expect(onDemand.match(/on_demand$/gm)).toHaveLength(1);
    expect(printCaddyfile({ sites, local: true, tls: "internal" })).not.toMatch(/tls|https:\/\//);
  });
});
