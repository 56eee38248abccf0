import { describe, expect, test } from "vitest";
import type { RewriteContext } from "../configuration/rewritten.ts";
import { ownPlace } from "../proxy-place.ts";
import { rewriteCaddyfiles } from "./rewrite-caddyfile.ts";

const context = (environment: Record<string, string> = {}): RewriteContext => ({
  serviceOf: (host) => (["web", "api", "php"].includes(host) ? host : undefined),
  replicasOf: (service) => (service === "api" ? 3 : 1),
  assetPathsOf: (service) => (service === "php" ? ["/_next/static", "/assets"] : []),
  environment,
  place: ownPlace,
});

const rewrite = (content: string, environment?: Record<string, string>) => {
  const [only] = rewriteCaddyfiles(
    [{ name: "Caddyfile", path: "/etc/caddy/Caddyfile", mount: "/etc/caddy", content }],
    context(environment),
  );
  if (!only) throw new Error("There is one file.");
  return only;
};

const dynamic = (service: string, port = 3000, indent = "\t\t") =>
  ["dynamic a {", `\tname {file./gantry/targets/${service}}`, `\tport {vars.gantry_stream}${port}`, "\trefresh 1s", "}"]
    .map((line) => indent + line)
    .join("\n");

/** What knows streams, before a directive with this matcher. */
const marks = (matcher: string) =>
  [
    `route ${matcher}{`,
    "\t@gantry_socket header Sec-WebSocket-Key *",
    "\tvars @gantry_socket gantry_stream 0",
    "\t@gantry_events header Accept *text/event-stream*",
    "\tvars @gantry_events gantry_stream 0",
  ]
    .map((line) => `\t${line}\n`)
    .join("");

const maintenance = /\n\n# Gantry's maintenance page[\s\S]*$/;

describe("rewriteCaddyfiles", () => {
  test("manages an upstream without a block and leaves the rest byte for byte", () => {
    const before = "# Ours.\nexample.com   {\n\tencode gzip # both\n\treverse_proxy web:3000 # the app\n\tlog\n}\n";
    const { content, upstreams, unmanaged } = rewrite(before);
    expect(content.replace(maintenance, "\n")).toBe(
      `# Ours.\nexample.com   {\n\tencode gzip # both\n${marks("")}\t}\n\treverse_proxy {\n${dynamic("web")}\n\t\tlb_try_duration 5s\n\t\tlb_try_interval 100ms\n\t\ttransport http {\n\t\t\tdial_timeout 1s\n\t\t}\n\t} # the app\n\tlog\n}\n`,
    );
    expect(upstreams).toEqual([{ service: "web", port: 3000 }]);
    expect(unmanaged).toEqual([]);
  });

  test("keeps a matcher, and what a block has already said", () => {
    const { content } = rewrite(
      "example.com {\n\treverse_proxy /api/* api:3000 {\n\t\tlb_policy first\n\t\theader_up X-A b\n\t\ttransport http {\n\t\t\tdial_timeout 9s\n\t\t}\n\t}\n}\n",
    );
    expect(content).toContain(`example.com {\n${marks("/api/* ")}\t}\n`);
    expect(content).toContain("\treverse_proxy /api/* {\n\t\tlb_policy first\n\t\theader_up X-A b\n");
    expect(content).toContain(dynamic("api"));
    expect(content).toContain("\t\tfail_duration 2s\n");
    expect(content.match(/lb_policy/g)).toHaveLength(1);
    expect(content.match(/dial_timeout/g)).toHaveLength(1);
  });

  test("manages several services of one directive, written as arguments or as lines", () => {
    for (const written of ["reverse_proxy web:3000 api:8000", "reverse_proxy {\n\t\tto web:3000 api:8000\n\t}"]) {
      const { content, upstreams } = rewrite(`example.com {\n\t${written}\n}\n`);
      expect(content).not.toMatch(/\bto web|reverse_proxy web/);
      expect(content).toContain("dynamic multi {\n\t\t\ta {\n");
      expect(upstreams).toEqual([
        { service: "web", port: 3000 },
        { service: "api", port: 8000 },
      ]);
    }
  });

  test("says with a transport what the scheme said", () => {
    const tls = rewrite("example.com {\n\treverse_proxy https://web {\n\t\theader_up Host {host}\n\t}\n}\n");
    expect(tls.upstreams).toEqual([{ service: "web", port: 443 }]);
    expect(tls.content).toContain("\t\t\ttls\n\t\t\ttls_server_name web\n");
    // Its maintenance page would have to speak TLS.
    expect(tls.content).not.toMatch(maintenance);
    expect(rewrite("example.com {\n\treverse_proxy h2c://web:9000\n}\n").content).toContain("versions h2c 2");
  });

  test("finds upstreams in snippets, in nested blocks, and in php_fastcgi and forward_auth", () => {
    const { upstreams } = rewrite(
      "(app) {\n\treverse_proxy web:3000\n}\nexample.com {\n\tforward_auth api:3000 {\n\t\turi /auth\n\t}\n\troute {\n\t\thandle /php/* {\n\t\t\tphp_fastcgi php:9000\n\t\t}\n\t\timport app\n\t}\n}\n",
    );
    expect(upstreams.map(({ service }) => service).sort()).toEqual(["api", "php", "web"]);
  });

  test("knows variables of the proxy's container", () => {
    const written = "example.com {\n\treverse_proxy {$HOST}:{$PORT:3000}\n}\n";
    expect(rewrite(written, { HOST: "web" }).upstreams).toEqual([{ service: "web", port: 3000 }]);
    expect(rewrite(written).unmanaged).toEqual([
      {
        where: "Caddyfile:2:2",
        reason: "its upstream {$HOST}:3000 is only known to Caddy. Write the service's name and port there.",
      },
    ]);
  });

  test("serves what a service has no longer, for the requests that are meant for it", () => {
    const { content } = rewrite(
      "example.com {\n\thandle {\n\t\treverse_proxy /app/* php:80\n\t}\n\treverse_proxy web:3000\n}\n",
    );
    expect(content).toContain(
      `\thandle {
${marks("/app/* ").replaceAll(/^/gm, "\t").trimEnd()}
\t\t\t@gantry_php {
\t\t\t\tmethod GET HEAD
\t\t\t\tpath /_next/static/* /assets/*
\t\t\t\tfile {
\t\t\t\t\troot /gantry-assets/served/php
\t\t\t\t}
\t\t\t}
\t\t\thandle @gantry_php {
\t\t\t\theader Cache-Control "public, max-age=86400"
\t\t\t\tfile_server {
\t\t\t\t\troot /gantry-assets/served/php
\t\t\t\t}
\t\t\t}
\t\t}
\t\treverse_proxy /app/* {
`,
    );
    expect(content.match(/gantry-assets/g)).toHaveLength(2);
  });

  test("lets FastCGI and an authority that is asked be, as no stream goes there", () => {
    for (const directive of ["php_fastcgi php:9000", "forward_auth api:9000 {\n\t\turi /auth\n\t}"]) {
      const { content } = rewrite(`example.com {\n\t${directive}\n}\n`);
      expect(content).toContain("\t\t\tport 9000\n");
      expect(content).not.toContain("gantry_stream");
    }
  });

  test("leaves what is not the stack's, and says what it cannot manage", () => {
    const foreign = "example.com {\n\treverse_proxy 10.0.0.7:80\n\treverse_proxy /x unix//run/x.sock\n}\n";
    expect(rewrite(foreign)).toEqual({ content: foreign, upstreams: [], unmanaged: [] });
    const mixed = "example.com {\n\treverse_proxy web:3000 10.0.0.7:80\n}\n";
    expect(rewrite(mixed)).toMatchObject({ content: mixed, unmanaged: [{ where: "Caddyfile:2:2", service: "web" }] });
    const own = "example.com {\n\treverse_proxy {\n\t\tdynamic a web 3000\n\t}\n}\n";
    expect(rewrite(own)).toMatchObject({ content: own, unmanaged: [{ where: "Caddyfile:2:2" }] });
  });

  test("gives braces to an only site, so that the maintenance page has a place beside it", () => {
    const { content } = rewrite("example.com\n\nreverse_proxy web:3000");
    expect(content).toMatch(/^example\.com \{\n\nroute \{[^}]*\}\nreverse_proxy \{\n[\s\S]*\n\}\n\}\n\n# Gantry/);
  });

  test("keeps one maintenance page for all files, in the first", () => {
    const files = [
      { name: "Caddyfile", path: "/etc/caddy/Caddyfile", mount: "/etc/caddy", content: "import sites/*\n" },
      {
        name: "a",
        path: "/etc/caddy/sites/a",
        mount: "/etc/caddy",
        content: "a.example.com {\n\treverse_proxy web:3000\n}\n",
      },
      {
        name: "b",
        path: "/etc/caddy/sites/b",
        mount: "/etc/caddy",
        content: "b.example.com {\n\treverse_proxy api:8000\n}\n",
      },
    ];
    const [main, a, b] = rewriteCaddyfiles(files, context());
    expect(main?.content).toMatch(
      /^import sites\/\*\n\n# Gantry[^\n]*\nhttp:\/\/:3000, http:\/\/:8000 \{\n\tbind 127\.0\.0\.2\n/,
    );
    expect(a?.content).not.toContain("maintenance");
    expect(b?.upstreams).toEqual([{ service: "api", port: 8000 }]);
  });
});
