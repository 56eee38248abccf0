/** One host of a Caddyfile and the services behind it. */
export interface CaddySite {
  /** `app.example.com`, `*.example.com`, or `:8080`. */
  host: string;
  /** By path prefix, `/` for the rest: host and port of the service. */
  upstreams: { path: string; address: string }[];
}

export interface CaddyfileOptions {
  sites: readonly CaddySite[];
  /** Plain HTTP, every host as `<host>.localhost` too, and the first one for any other name: without DNS and certificates. */
  local: boolean;
  /** For the certificate authority. */
  email?: string | undefined;
  /** Name of the DNS provider's module; its token is in `CADDY_DNS_TOKEN`. */
  dnsProvider?: string | undefined;
}

/**
 * A Caddyfile.
 *
 * @see https://caddyserver.com/docs/caddyfile
 */
export function printCaddyfile({ sites, local, email, dnsProvider }: CaddyfileOptions): string {
  // The health check asks the admin endpoint, which would write a line for each request.
  const quiet = block("log", ["exclude admin.api"]);
  const globals = [...quiet, ...(local ? ["auto_https off"] : []), ...(email ? [`email ${email}`] : [])];
  const first = sites.find((site) => !isBarePort(site.host));
  const blocks = sites.map((site) => {
    const addresses = local && !isBarePort(site.host) ? localAddresses(site.host, site === first) : [site.host];
    const tls = dnsProvider && !local && !isBarePort(site.host);
    return block(addresses.join(", "), [
      ...(tls ? block("tls", [`dns ${dnsProvider} {env.CADDY_DNS_TOKEN}`]) : []),
      "encode zstd gzip",
      ...siteLines(site),
    ]);
  });
  return `${[block("", globals), ...blocks].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** True for `:8080`: any host name, plain HTTP. */
export function isBarePort(host: string): boolean {
  return host.startsWith(":");
}

function localAddresses(host: string, isFirst: boolean): string[] {
  const names = host === "localhost" || host.endsWith(".localhost") ? [host] : [host, `${host}.localhost`];
  return [...names.map((name) => `http://${name}`), ...(isFirst ? [":80"] : [])];
}

/** The longest prefix is asked first; `/api` is `/api` and all below it. */
function siteLines({ upstreams }: CaddySite): string[] {
  const [only] = upstreams;
  if (upstreams.length === 1 && only?.path === "/") return [`reverse_proxy ${only.address}`];
  return [...upstreams]
    .sort((a, b) => b.path.length - a.path.length)
    .flatMap(({ path, address }, index) => {
      const proxy = [`reverse_proxy ${address}`];
      if (path === "/") return block("handle", proxy);
      return [`@path${index} path ${path} ${path}/*`, ...block(`handle @path${index}`, proxy)];
    });
}

function block(head: string, lines: readonly string[]): string[] {
  return [`${head}${head ? " " : ""}{`, ...lines.map((line) => `\t${line}`), "}"];
}
