import type { ManagedUpstream, Targets } from "../proxy-definition.ts";
import { proxyFolder } from "../volume/layout.ts";

/** The variable that holds where a service's requests go. Two services never share one. */
export function targetVariable(service: string): string {
  return `$gantry_${service.replace(/[^A-Za-z0-9]/g, (sign) => `_${sign.codePointAt(0)?.toString(16)}_`)}`;
}

/**
 * What nginx includes: a variable for each service, since names in variables are resolved while it runs, and the server that answers while
 * there is maintenance, at the ports that the requests are sent to anyway.
 */
export function printInclude(targets: Targets, upstreams: readonly ManagedUpstream[]): string {
  const ports = [...new Set(upstreams.map(({ port }) => port))].sort((a, b) => a - b);
  return [
    ...Object.entries(targets).map(([service, host]) => `map "" ${targetVariable(service)} { default ${host}; }`),
    "server {",
    ...ports.map((port) => `  listen 127.0.0.2:${port};`),
    "  server_name _;",
    "  access_log off;",
    `  root ${proxyFolder}/page;`,
    "  error_page 503 /index.html;",
    "  location / { return 503; }",
    "  location = /index.html {",
    "    internal;",
    "    default_type text/html;",
    "    add_header Cache-Control no-store always;",
    `    include ${proxyFolder}/page/retry-after.conf*;`,
    "  }",
    "}",
    "",
  ].join("\n");
}
