import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packFiles } from "../../../packages/gantry/src/apply/container/upload-files.ts";
import { printCaddyfile } from "../../../packages/gantry/src/config/presets/caddyfile.ts";
import { printNginxConfig } from "../../../packages/gantry/src/config/presets/nginx-config.ts";
import { connectEngine } from "../../../packages/gantry/src/engine/connect-engine.ts";
import type { Engine } from "../../../packages/gantry/src/engine/engine.ts";
import type { Stack } from "../../../packages/gantry/src/model/stack.ts";
import { readProxyFiles } from "../../../packages/gantry/src/proxy/configuration/read-proxy-files.ts";
import { manageProxies } from "../../../packages/gantry/src/proxy/manage-proxies.ts";
import { printInclude } from "../../../packages/gantry/src/proxy/nginx/print-include.ts";

let engine: Engine;
let directory: string;
beforeAll(async () => {
  engine = await connectEngine();
  directory = await mkdtemp(join(tmpdir(), "gantry-proxy-own-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
  await engine.close();
});

/** A stack with a proxy whose configuration is mounted from the project, as it is deployed. */
async function manage(image: string, target: string, files: Record<string, string>) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  const [source = ""] = Object.keys(files).map((path) => path.split("/")[0]);
  const stack: Stack = {
    name: "own",
    services: {
      web: { image: "node:22-alpine", networks: { default: null }, deploy: { replicas: 2 } },
      api: { image: "node:22-alpine", networks: { default: { aliases: ["backend.internal"] } } },
      php: { image: "node:22-alpine" },
      proxy: { image, volumes: [{ type: "bind", source: join(directory, source), target, read_only: true }] },
    },
  };
  const managed = manageProxies(stack, await readProxyFiles({ stack, directory, variables: {} }));
  const [proxy] = managed.proxies;
  if (!proxy) throw new Error("The proxy is not found.");
  expect(managed.stack.services["proxy"]?.volumes).toEqual([
    { type: "volume", source: "gantry-proxy", target: "/gantry" },
  ]);
  return { ...proxy, unmanaged: managed.unmanaged };
}

/** What the proxy itself says of files, in a container of its own. */
async function check(image: string, files: readonly { path: string; content: string }[], command: string[]) {
  const { id } = await engine.containers.create(undefined, { Image: image, Cmd: command, Entrypoint: [] });
  try {
    const uploaded = files.map(({ path, content }) => ({
      target: path,
      content: Buffer.from(content),
      uid: 0,
      gid: 0,
      mode: 0o644,
    }));
    await engine.containers.putArchive(id, "/", await packFiles(uploaded, "/"));
    await engine.containers.start(id);
    const { exitCode } = await engine.containers.wait(id, { signal: AbortSignal.timeout(60_000) });
    const lines: string[] = [];
    for await (const { data } of engine.containers.logs(id)) lines.push(data.toString());
    return { exitCode, output: exitCode === 0 ? "" : lines.join("") };
  } finally {
    await engine.containers.remove(id, { force: true, volumes: true });
  }
}

test("Caddy takes what becomes of a team's own Caddyfile with all that a proxy directive may be", async () => {
  const { files, upstreams, unmanaged } = await manage("caddy:2-alpine", "/etc/caddy", {
    "caddy/Caddyfile": `{
	email ops@example.com
	auto_https off
}

(app) {
	reverse_proxy web:3000 {
		health_uri /health
		lb_policy cookie
		header_up X-Real-IP {remote_host}
	}
}

http://a.example.com, http://b.example.com {
	forward_auth backend.internal:8000 {
		uri /auth
		copy_headers X-User
	}
	handle_path /api/* {
		reverse_proxy api:8000 web:3000
	}
	handle /secure/* {
		reverse_proxy https://api:8443 {
			transport http {
				tls_insecure_skip_verify
			}
		}
	}
	handle /tls/* {
		reverse_proxy https://api:9443
	}
	@grpc header Content-Type application/grpc*
	reverse_proxy @grpc h2c://api:50051
	php_fastcgi /blog/* php:9000
	import app
}

import sites/*.caddy
`,
    "caddy/sites/c.caddy":
      "http://c.example.com {\n\treverse_proxy {\n\t\tto api:8000\n\t\thandle_response {\n\t\t\treverse_proxy web:80\n\t\t}\n\t}\n}\n",
  });
  expect(unmanaged).toEqual([]);
  expect(upstreams.map(({ service, port }) => `${service}:${port}`).sort()).toEqual([
    "api:50051",
    "api:8000",
    "api:8443",
    "api:9443",
    "php:9000",
    "web:3000",
    "web:80",
  ]);
  expect(await check("caddy:2-alpine", files, ["caddy", "validate", "--config", "/etc/caddy/Caddyfile"])).toEqual({
    exitCode: 0,
    output: "",
  });
});

test("Caddy takes what becomes of a Caddyfile with one site and no braces", async () => {
  const { files } = await manage("caddy:2-alpine", "/etc/caddy/Caddyfile", {
    Caddyfile: "http://example.com\n\nencode gzip\nreverse_proxy web:3000",
  });
  expect(await check("caddy:2-alpine", files, ["caddy", "validate", "--config", "/etc/caddy/Caddyfile"])).toEqual({
    exitCode: 0,
    output: "",
  });
});

test("nginx takes what becomes of a team's own configuration", async () => {
  const { files, upstreams, unmanaged } = await manage("nginx:alpine", "/etc/nginx/conf.d", {
    "conf.d/default.conf": `upstream backend {
  server 127.0.0.1:8000;
}
map $uri $pool { default web:3000; ~^/v2 api:8000; }
server {
  listen 80 default_server;
  location / { proxy_pass http://backend; }
  location /api/ {
    proxy_set_header Host $host;
    proxy_pass http://api:8000/;
  }
  location = /exact { proxy_pass http://api:8000/other; }
  location ~ \\.php$ { fastcgi_pass php:9000; }
  location /grpc { grpc_pass grpc://api:50051; }
  location /pool { proxy_pass http://$pool; }
  location /set { set $app web; proxy_pass http://$app:3000; }
}
`,
  });
  expect(unmanaged).toEqual([]);
  const targets = { web: "web-r2", api: "api-r2", php: "php" };
  const include = { path: "/gantry/targets/.nginx.conf", content: printInclude(targets, upstreams) };
  expect(await check("nginx:alpine", [...files, include], ["nginx", "-t"])).toEqual({ exitCode: 0, output: "" });
});

const everything = {
  sites: [
    { host: "a.example.com", upstreams: [{ path: "/", address: "web:3000" }] },
    { host: ":9000", upstreams: [{ path: "/api", address: "api:8000" }] },
    {
      host: "www.example.com",
      upstreams: [],
      redirects: [
        { path: "/old", to: "/new?x=1", whole: false },
        { path: "/", to: "https://a.example.com", whole: true },
      ],
    },
    { host: "*", upstreams: [{ path: "/", address: "php:8080" }] },
  ],
  headers: { "X-A": 'say "hi"', "Content-Security-Policy": "default-src 'self'; img-src *" },
  maxBody: 1 << 20,
};

test.each(["internal", { onDemand: "http://web:3000/may" }] as const)(
  "Caddy takes a caddy() with every option, certificates from %o",
  async (tls) => {
    const { files } = await manage("caddy:2-alpine", "/etc/caddy/Caddyfile", {
      Caddyfile: printCaddyfile({ ...everything, local: false, email: "ops@example.com", tls }),
    });
    expect(await check("caddy:2-alpine", files, ["caddy", "validate", "--config", "/etc/caddy/Caddyfile"])).toEqual({
      exitCode: 0,
      output: "",
    });
  },
);

test("nginx takes an nginx() with every option", async () => {
  const { files, upstreams } = await manage("nginx:alpine", "/etc/nginx/conf.d", {
    "conf.d/default.conf": printNginxConfig({ ...everything, local: false }),
  });
  expect(upstreams.map(({ service, port }) => `${service}:${port}`)).toEqual(["web:3000", "api:8000", "php:8080"]);
  const include = {
    path: "/gantry/targets/.nginx.conf",
    content: printInclude({ web: "a", api: "b", php: "c" }, upstreams),
  };
  expect(await check("nginx:alpine", [...files, include], ["nginx", "-t"])).toEqual({ exitCode: 0, output: "" });
});

test("a proxy refuses what is broken, here too", async () => {
  const { files } = await manage("nginx:alpine", "/etc/nginx/conf.d", {
    "conf.d/default.conf": "server { location / { proxy_pass http://web:3000; } no_such_directive; }",
  });
  const include = { path: "/gantry/targets/.nginx.conf", content: "" };
  const { exitCode, output } = await check("nginx:alpine", [...files, include], ["nginx", "-t"]);
  expect(exitCode).toBe(1);
  expect(output).toContain("no_such_directive");
});
