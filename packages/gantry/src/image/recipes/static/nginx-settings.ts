import type { StaticFacts } from "./static-facts.ts";

const compressed =
  "text/css text/plain text/xml text/javascript application/javascript application/json application/manifest+json application/xml application/rss+xml application/atom+xml image/svg+xml";

/**
 * The settings of nginx for an ordinary user and a read-only file system: all that it writes is below `/tmp`.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_core_module.html
 */
export function nginxSettings({ port, singlePage, hashed }: StaticFacts): string[] {
  return [
    // `auto` would count the processors of the host, whatever the container may use of them.
    "worker_processes 2;",
    "worker_shutdown_timeout 8s;",
    "error_log stderr warn;",
    "pid /tmp/nginx.pid;",
    ...block("events", ["worker_connections 1024;"]),
    ...block("http", [
      ...["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path /tmp/${name};`),
      "include /etc/nginx/mime.types;",
      ...block("types", ["text/javascript mjs;"]),
      "default_type application/octet-stream;",
      "charset utf-8;",
      "server_tokens off;",
      "sendfile on;",
      // Only those from outside: the health check asks every few seconds.
      ...block("map $remote_addr $is_logged", ["127.0.0.1 0;", "default 1;"]),
      `log_format main "$remote_addr $http_x_forwarded_for [$time_iso8601] \\"$request\\" $status $body_bytes_sent";`,
      "access_log /dev/stdout main if=$is_logged;",
      "gzip on;",
      "gzip_vary on;",
      "gzip_proxied any;",
      "gzip_min_length 1024;",
      `gzip_types ${compressed};`,
      ...block("server", [
        `listen ${port};`,
        "root /srv;",
        // The port in the container is not the one that browsers see.
        "absolute_redirect off;",
        "error_page 403 =404 /404.html;",
        ...(singlePage ? [] : ["error_page 404 /404.html;"]),
        ...block("location = /healthz", ["access_log off;", "default_type text/plain;", 'return 200 "ok\\n";']),
        ...(hashed === undefined ? [] : hashedFiles(hashed)),
        ...block("location /", [
          // Kept, but asked for again each time: the answer is 304 as long as the content is the same.
          'add_header Cache-Control "no-cache" always;',
          ...shared,
          `try_files $uri $uri.html ${singlePage ? "$uri/index.html /index.html" : "$uri/ =404"};`,
        ]),
      ]),
    ]),
  ];
}

/** Their dates say nothing: see the builder stage. */
const shared = ['add_header X-Content-Type-Options "nosniff" always;', 'add_header Last-Modified "";'];

function hashedFiles(folder: string): string[] {
  return block(`location ${folder}`, [
    'add_header Cache-Control "public, max-age=31536000, immutable";',
    ...shared,
    "try_files $uri =404;",
  ]);
}

function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), "}"];
}
