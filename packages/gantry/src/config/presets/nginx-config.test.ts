import { describe, expect, test } from "vitest";
import { printNginxConfig } from "./nginx-config.ts";

const site = (host: string, ...upstreams: [path: string, address: string][]) => ({
  host,
  upstreams: upstreams.map(([path, address]) => ({ path, address })),
});

describe("printNginxConfig", () => {
  test("passes requests on by names that are resolved while it runs", () => {
    const text = printNginxConfig({ sites: [site("a.example.com", ["/", "app:3000"])], local: false });
    expect(text).toContain("resolver 127.0.0.11 valid=1s");
    expect(text).toContain(
      "server {\n  listen 80 default_server;\n  server_name a.example.com;\n  location / {\n    set $upstream app:3000;\n    proxy_pass http://$upstream;\n  }\n}",
    );
    expect(text).not.toContain("ssl");
  });

  test("lets a prefix end at a slash, and has nothing where no service is", () => {
    const text = printNginxConfig({ sites: [site("a.example.com", ["/api", "api:2"])], local: false });
    expect(text).toContain("location = /api {");
    expect(text).toContain("location /api/ {");
    expect(text).toContain("location / { return 404; }");
  });

  test("speaks HTTPS with a certificate, and sends plain HTTP there", () => {
    const tls = { certificate: "/run/secrets/c", key: "/run/secrets/k" };
    const sites = [
      site("a.example.com", ["/", "a:1"]),
      site("b.example.com", ["/", "b:1"]),
      site(":9000", ["/", "c:1"]),
    ];
    const text = printNginxConfig({ sites, local: false, tls });
    expect(text).toContain("listen 443 ssl default_server;\n  ssl_certificate /run/secrets/c;");
    expect(text.match(/listen 443 ssl;/g)).toHaveLength(1);
    expect(text.match(/return 301 https:\/\/\$host\$request_uri;/g)).toHaveLength(2);
    expect(text).toContain("listen 9000;\n  server_name _;");
    expect(printNginxConfig({ sites, local: true, tls })).not.toContain("ssl");
  });

  test("answers in development by the host's name and below localhost", () => {
    const sites = [site("a.example.com", ["/", "a:1"]), site("b.localhost", ["/", "b:1"])];
    const text = printNginxConfig({ sites, local: true });
    expect(text).toContain("server_name a.example.com a.example.com.localhost;");
    expect(text).toContain("server_name b.localhost;");
  });

  test("redirects, limits bodies, adds headers, and compresses unless it is told not to", () => {
    const redirects = [
      { path: "/", to: "https://a.example.com/", whole: true },
      { path: "/old", to: "/new", whole: false },
    ];
    const text = printNginxConfig({
      sites: [{ host: "www.a.example.com", upstreams: [], redirects }],
      local: false,
      headers: { "X-A": 'say "hi"' },
      compression: false,
      maxBody: 1024,
    });
    expect(text).toContain("location = /old { return 301 /new; }");
    expect(text).toContain("location / { return 301 https://a.example.com$request_uri; }");
    expect(text).toContain('add_header X-A "say \\"hi\\"" always;');
    expect(text).toContain("client_max_body_size 1024;");
    expect(text).not.toContain("gzip");
  });
});
