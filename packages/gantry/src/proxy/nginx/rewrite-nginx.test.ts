import { describe, expect, test } from "vitest";
import type { RewriteContext } from "../configuration/rewritten.ts";
import { ownPlace } from "../proxy-place.ts";
import { rewriteNginxFiles } from "./rewrite-nginx.ts";

const context: RewriteContext = {
  serviceOf: (host) => (["web", "api", "my-app", "shop"].includes(host) ? host : undefined),
  replicasOf: () => 1,
  assetPathsOf: (service) => (service === "shop" ? ["/assets"] : []),
  environment: {},
  place: ownPlace,
};

const head = "resolver 127.0.0.11 valid=1s ipv6=off;\ninclude /gantry/targets/.nginx.conf;\n";

const rewrite = (content: string) => {
  const [only] = rewriteNginxFiles(
    [{ name: "default.conf", path: "/etc/nginx/conf.d/default.conf", mount: "/etc/nginx", content }],
    context,
  );
  if (!only) throw new Error("There is one file.");
  return only;
};

describe("rewriteNginxFiles", () => {
  test("puts a variable in place of a service's name and leaves the rest byte for byte", () => {
    const { content, upstreams } = rewrite(
      "server {\n  listen 80; # all\n  location / {\n    proxy_redirect off;\n    proxy_set_header Host $host;\n    proxy_pass   http://web:3000;\n  }\n}\n",
    );
    expect(content).toBe(
      `${head}server {\n  listen 80; # all\n  location / {\n    proxy_redirect off;\n    proxy_set_header Host $host;\n    proxy_pass   http://$gantry_web:3000;\n  }\n}\n`,
    );
    expect(upstreams).toEqual([{ service: "web", port: 3000 }]);
  });

  test("writes out what proxy_pass does by itself only without a variable", () => {
    const { content } = rewrite(
      "server {\n  location /api/ {\n    proxy_pass http://api:8000/v1/;\n  }\n  location = /a.b {\n    proxy_pass https://api/c;\n  }\n}\n",
    );
    expect(content).toContain(
      "  location /api/ {\n    proxy_pass http://$gantry_api:8000;\n    rewrite ^/api/(.*)$ /v1/$1 break;\n    proxy_set_header Host api:8000;\n    proxy_redirect http://api:8000/v1/ /api/;\n  }\n",
    );
    expect(content).toContain(
      "    proxy_pass https://$gantry_api:443;\n    rewrite ^ /c break;\n    proxy_set_header Host api;\n    proxy_redirect https://api/c /a.b;\n",
    );
  });

  test("keeps a path that is the location's own, or in a variable", () => {
    const { content } = rewrite(
      "server { proxy_set_header Host $host; location /api/ { proxy_pass http://api:8000/api/; proxy_redirect off; } location ~ ^/x { proxy_pass http://web:3000$request_uri; } }",
    );
    expect(content).toContain("location /api/ { proxy_pass http://$gantry_api:8000; proxy_redirect off; }");
    expect(content).toContain(
      "proxy_pass http://$gantry_web:3000$request_uri; proxy_redirect http://$proxy_host/ /; }",
    );
  });

  test.each([
    ["set beside it", "server { location / { proxy_set_header host $host; proxy_pass http://web:3000; } }"],
    ["inherited with others", "http { server { proxy_set_header X-A 1; location / { proxy_pass http://web:3000; } } }"],
    ["perhaps in an included file", "server { location / { include proxy_params; proxy_pass http://web:3000; } }"],
    ["where none may be set", "server { location / { if ($a) { proxy_pass http://web:3000; } } }"],
  ])("leaves the Host alone that is %s", (_, text) => {
    expect(rewrite(text).content).not.toContain("Host web");
  });

  test("leaves the Host alone where files that are included anywhere set headers", () => {
    const file = (name: string, content: string) => ({
      name,
      path: `/etc/nginx/conf.d/${name}`,
      mount: "/etc/nginx",
      content,
    });
    const site = file("site.conf", "server { location / { proxy_pass http://web:3000; } }");
    const [alone] = rewriteNginxFiles([site], context);
    const [beside] = rewriteNginxFiles([site, file("headers.conf", "proxy_set_header X-A 1;")], context);
    expect(alone?.content).toContain("proxy_set_header Host web:3000;");
    expect(beside?.content).not.toContain("Host web");
  });

  test("sends what goes to an upstream block of one service to that service", () => {
    const { content, upstreams } = rewrite(
      "upstream backend { server my-app:3000; keepalive 8; }\nserver { proxy_redirect off; location / { proxy_pass http://backend; } }\n",
    );
    expect(content).toContain("upstream backend { server my-app:3000; keepalive 8; }\n");
    expect(content).toContain(
      "location / { proxy_pass http://$gantry_my_2d_app:3000; proxy_set_header Host backend; }",
    );
    expect(upstreams).toEqual([{ service: "my-app", port: 3000 }]);
  });

  test("manages variables that a team has set for itself, with set or with map", () => {
    const { content, upstreams } = rewrite(
      "map $host $pool { default web; a.example.com api; }\nserver { location / { set $app http://web:3000; proxy_pass $app; } location /b { proxy_pass http://$pool:8000; } }\n",
    );
    expect(content).toContain('map $host $pool { default "$gantry_web"; a.example.com "$gantry_api"; }');
    expect(content).toContain('set $app "http://$gantry_web:3000";');
    expect(upstreams).toEqual([
      { service: "web", port: 8000 },
      { service: "api", port: 8000 },
      { service: "web", port: 3000 },
    ]);
  });

  test("manages gRPC and FastCGI", () => {
    const { content } = rewrite(
      "server { location / { grpc_pass grpc://api:50051; } location /p { fastcgi_pass web:9000; } }",
    );
    expect(content).toContain("grpc_pass grpc://$gantry_api:50051;");
    expect(content).toContain("fastcgi_pass $gantry_web:9000;");
  });

  test("puts the include into http where there is one, once, and keeps a resolver that is there", () => {
    const files = [
      {
        name: "nginx.conf",
        path: "/etc/nginx/nginx.conf",
        mount: "/etc/nginx",
        content: "events {}\nhttp {\n  resolver 127.0.0.11;\n}\n",
      },
      {
        name: "a.conf",
        path: "/etc/nginx/conf.d/a.conf",
        mount: "/etc/nginx",
        content: "server { location / { proxy_pass http://web:80; } }",
      },
    ];
    const [main, site] = rewriteNginxFiles(files, context);
    expect(main?.content).toBe(
      "events {}\nhttp {\n  include /gantry/targets/.nginx.conf;\n  resolver 127.0.0.11;\n}\n",
    );
    expect(site?.content).not.toContain("include");
  });

  test("serves what a service has no longer, but nothing where only some are let in or where the path is changed", () => {
    const server =
      "server {\n  location / {\n    proxy_redirect off;\n    proxy_set_header Host $host;\n    proxy_pass http://shop:80;\n  }\n}\n";
    expect(rewrite(server).content).toBe(
      `${head}server {\n  location / { if (-f /gantry-assets/served/shop$uri) { rewrite ^ /.gantry-assets/shop$uri last; }\n    proxy_redirect off;\n    proxy_set_header Host $host;\n    proxy_pass http://$gantry_shop:80;\n  }\n  location ^~ /.gantry-assets/ { internal; alias /gantry-assets/served/; expires 1d; include /etc/nginx/mime.type[s]; }\n}\n`,
    );
    for (const location of [
      "location / { auth_basic on; proxy_pass http://shop; }",
      "location /x/ { proxy_pass http://shop/; }",
      "location / { proxy_pass http://web; }",
    ]) {
      expect(rewrite(`server { ${location} }`).content).not.toContain("gantry-assets");
    }
  });

  test("leaves what is not the stack's, and says what it cannot manage", () => {
    const foreign = "server { location / { proxy_pass http://10.0.0.7:80; } }";
    expect(rewrite(foreign)).toEqual({ content: foreign, upstreams: [], unmanaged: [] });
    const mixed =
      "upstream both { server web:3000; server api:3000; }\nserver { location / { proxy_pass http://both; } location /q { proxy_pass http://web:3000/x?y=1; } }";
    expect(rewrite(mixed)).toMatchObject({
      content: mixed,
      unmanaged: [
        { where: "default.conf:2:23", service: "web" },
        { where: "default.conf:2:63", service: "web" },
      ],
    });
  });

  test("leaves templates alone, which are filled in only when the container starts", () => {
    const content = "server { location / { proxy_pass http://web:3000; } }";
    const path = "/etc/nginx/templates/default.conf.template";
    const [only] = rewriteNginxFiles([{ name: "t", path, mount: path, content }], context);
    expect(only).toMatchObject({ content, upstreams: [], unmanaged: [{ where: "t:1:23", service: "web" }] });
  });
});
