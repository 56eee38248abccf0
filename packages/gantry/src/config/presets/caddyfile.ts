import { type FrontDoorSite, isBarePort } from "./front-door.ts";

export interface CaddyfileOptions {
  sites: readonly FrontDoorSite[];
  /** Plain HTTP, every host as `<host>.localhost` too, and the first one for any other name: without DNS and certificates. */
  local: boolean;
  /** For the certificate authority. */
  email?: string | undefined;
  /** Name of the DNS provider's module; its token is in `CADDY_DNS_TOKEN`. */
  dnsProvider?: string | undefined;
  tls?: "internal" | { onDemand: string } | undefined;
  /** Of every answer. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Default: true. */
  compression?: boolean | undefined;
  /** In bytes. */
  maxBody?: number | undefined;
}

/**
 * A Caddyfile.
 *
 * @see https://caddyserver.com/docs/caddyfile
 */
export function printCaddyfile(options: CaddyfileOptions): string {
  const { sites, local, email, tls } = options;
  // The health check asks the admin endpoint, which would write a line for each request.
  const quiet = block("log", ["exclude admin.api"]);
  const asked = !local && typeof tls === "object" ? block("on_demand_tls", [`ask ${tls.onDemand}`]) : [];
  const globals = [...quiet, ...(local ? ["auto_https off"] : []), ...(email ? [`email ${email}`] : []), ...asked];
  const first = sites.find((site) => !isBarePort(site.host));
  const blocks = sites.map((site) => {
    const addresses =
      local && !isBarePort(site.host) ? localAddresses(site.host, site === first) : [anyHost(site.host)];
    return block(addresses.join(", "), [...tlsLines(site, options), ...answerLines(options), ...siteLines(site)]);
  });
  return `${[block("", globals), ...blocks].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** A site without a host, over HTTPS. */
const anyHost = (host: string): string => (host === "*" ? "https://" : host);

function tlsLines({ host }: FrontDoorSite, { local, dnsProvider, tls }: CaddyfileOptions): string[] {
  if (local || isBarePort(host)) return [];
  if (tls === "internal") return ["tls internal"];
  if (dnsProvider) return block("tls", [`dns ${dnsProvider} {env.CADDY_DNS_TOKEN}`]);
  return tls && host === "*" ? block("tls", ["on_demand"]) : [];
}

function answerLines({ headers = {}, compression = true, maxBody }: CaddyfileOptions): string[] {
  const lines = Object.entries(headers).map(([name, value]) => `${name} "${value.replace(/["\\]/g, "\\$&")}"`);
  return [
    ...(compression ? ["encode zstd gzip"] : []),
    ...(lines.length > 0 ? block("header", lines) : []),
    ...(maxBody === undefined ? [] : block("request_body", [`max_size ${maxBody}`])),
  ];
}

function localAddresses(host: string, isFirst: boolean): string[] {
  if (host === "*") return [":80"];
  const names = host === "localhost" || host.endsWith(".localhost") ? [host] : [host, `${host}.localhost`];
  return [...names.map((name) => `http://${name}`), ...(isFirst ? [":80"] : [])];
}

/** The longest prefix is asked first; `/api` is `/api` and all below it. */
function siteLines({ upstreams, redirects = [] }: FrontDoorSite): string[] {
  const redirecting = redirects.map(({ path, to, whole }) =>
    whole ? `redir ${to.replace(/\/$/, "")}{uri} permanent` : `redir ${path} ${to} permanent`,
  );
  const [only] = upstreams;
  if (upstreams.length === 1 && only?.path === "/") return [...redirecting, `reverse_proxy ${only.address}`];
  const handles = [...upstreams]
    .sort((a, b) => b.path.length - a.path.length)
    .flatMap(({ path, address }, index) => {
      const proxy = [`reverse_proxy ${address}`];
      if (path === "/") return block("handle", proxy);
      return [`@path${index} path ${path} ${path}/*`, ...block(`handle @path${index}`, proxy)];
    });
  return [...redirecting, ...handles];
}

function block(head: string, lines: readonly string[]): string[] {
  return [`${head}${head ? " " : ""}{`, ...lines.map((line) => `\t${line}`), "}"];
}
