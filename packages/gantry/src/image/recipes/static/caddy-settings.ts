import type { StaticFacts } from "./static-facts.ts";

/**
 * The Caddyfile of a server that stands behind another one: plain HTTP, no certificates, nothing written.
 *
 * @see https://caddyserver.com/docs/caddyfile
 */
export function caddySettings({ port, singlePage, hashed }: StaticFacts): string[] {
  return [
    ...block("", ["admin off", "auto_https off", "persist_config off", "grace_period 8s"]),
    ...block(`:${port}`, [
      "root * /srv",
      "encode zstd gzip",
      // Only requests from outside: the health check asks every few seconds.
      "@inside remote_ip 127.0.0.1",
      "log_skip @inside",
      "log",
      // Dates say nothing: see the builder stage.
      "header -Last-Modified",
      "header X-Content-Type-Options nosniff",
      ...block("handle /healthz", ["respond ok"]),
      ...(hashed === undefined ? [] : hashedFiles(hashed)),
      ...block("handle", [
        // Kept, but asked for again each time: the answer is 304 as long as the content is the same.
        "header Cache-Control no-cache",
        `try_files {path} {path}.html${singlePage ? " {path}/index.html /index.html" : ""}`,
        "file_server",
      ]),
      ...block("handle_errors 404", [
        "header Cache-Control no-cache",
        ...(singlePage ? [] : ["rewrite * /404.html", "file_server"]),
      ]),
    ]),
  ];
}

function hashedFiles(folder: string): string[] {
  return block(`handle ${folder}*`, ['header Cache-Control "public, max-age=31536000, immutable"', "file_server"]);
}

function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`.trimStart(), ...lines.map((line) => `  ${line}`), "}"];
}
