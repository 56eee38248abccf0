import { type FrontDoorSite, isBarePort } from "./front-door.ts";

export interface NginxConfigOptions {
  sites: readonly FrontDoorSite[];
  /** Plain HTTP, every host as `<host>.localhost` too, and the first one for any other name. */
  local: boolean;
  /** Paths of the certificate and its key in the container. Absent: plain HTTP only. */
  tls?: { certificate: string; key: string } | undefined;
  /** Of every answer. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Default: true. */
  compression?: boolean | undefined;
  /** In bytes. */
  maxBody?: number | undefined;
}

/** Where the container asks itself whether it is well. */
export const nginxHealthPort = 9145;

/**
 * The part of an nginx configuration that is included in `http`.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_proxy_module.html
 */
export function printNginxConfig(options: NginxConfigOptions): string {
  const { sites, local, tls } = options;
  const first = sites.find((site) => !isBarePort(site.host)) ?? sites[0];
  const secure = local ? undefined : tls;
  const servers = sites.flatMap((site) => {
    const names = isBarePort(site.host) ? "_" : serverNames(site.host, local);
    const fallback = site === first ? " default_server" : "";
    const own = [`server_name ${names};`, ...siteLines(site)];
    if (isBarePort(site.host)) return [block("server", [`listen ${site.host.slice(1)};`, ...own])];
    if (!secure) return [block("server", [`listen 80${fallback};`, ...own])];
    const redirect = ["location / { return 301 https://$host$request_uri; }"];
    return [
      block("server", [`listen 80${fallback};`, `server_name ${names};`, ...redirect]),
      block("server", [
        `listen 443 ssl${fallback};`,
        `ssl_certificate ${secure.certificate};`,
        `ssl_certificate_key ${secure.key};`,
        ...own,
      ]),
    ];
  });
  const health = block("server", [`listen 127.0.0.1:${nginxHealthPort};`, "access_log off;", "return 204;"]);
  return `${[commonLines(options), ...servers, health].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function commonLines({ headers = {}, compression = true, maxBody }: NginxConfigOptions): string[] {
  return [
    // Docker's own name server, so that a container that comes back with another address is found.
    "resolver 127.0.0.11 valid=1s ipv6=off;",
    "server_tokens off;",
    `client_max_body_size ${maxBody ?? 0};`,
    ...Object.entries(headers).map(([name, value]) => `add_header ${name} "${quoted(value)}" always;`),
    ...(compression
      ? [
          "gzip on;",
          "gzip_proxied any;",
          "gzip_vary on;",
          "gzip_types text/css text/plain text/javascript application/javascript application/json application/manifest+json image/svg+xml;",
        ]
      : []),
    ...block("map $http_upgrade $connection_upgrade", ["default upgrade;", '"" close;']),
    "proxy_http_version 1.1;",
    "proxy_set_header Host $http_host;",
    "proxy_set_header Upgrade $http_upgrade;",
    "proxy_set_header Connection $connection_upgrade;",
    "proxy_set_header X-Real-IP $remote_addr;",
    // What a client says of itself is not passed on.
    "proxy_set_header X-Forwarded-For $remote_addr;",
    "proxy_set_header X-Forwarded-Host $http_host;",
    "proxy_set_header X-Forwarded-Proto $scheme;",
    "proxy_connect_timeout 1s;",
    // Streams may be silent for long; Server-Sent Events and downloads reach the client as they come.
    "proxy_read_timeout 1h;",
    "proxy_send_timeout 1h;",
    "proxy_buffering off;",
  ];
}

function serverNames(host: string, local: boolean): string {
  if (host === "*") return "_";
  return !local || host === "localhost" || host.endsWith(".localhost") ? host : `${host} ${host}.localhost`;
}

/** The longest prefix wins by nginx's own rule; `/api` is `/api` and all below it. */
function siteLines({ upstreams, redirects = [] }: FrontDoorSite): string[] {
  const whole = redirects.find((each) => each.whole);
  const exact = redirects
    .filter((each) => !each.whole)
    .map(({ path, to }) => `location = ${path} { return 301 ${to}; }`);
  if (whole) return [...exact, `location / { return 301 ${whole.to.replace(/\/$/, "")}$request_uri; }`];
  const missing = upstreams.some(({ path }) => path === "/") ? [] : ["location / { return 404; }"];
  const locations = upstreams.flatMap(({ path, address }) => {
    const pass = [`set $upstream ${address};`, "proxy_pass http://$upstream;"];
    if (path === "/") return block("location /", pass);
    return [...block(`location = ${path}`, pass), ...block(`location ${path}/`, pass)];
  });
  return [...exact, ...locations, ...missing];
}

const quoted = (value: string): string => value.replace(/["\\]/g, "\\$&");

function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), "}"];
}
