import { type Check, credential, isMapping, matching, options as optionsOf, port, show } from "../options/checks.ts";
import { checksOfRecipe } from "../options/recipe-checks.ts";
import { checksOf } from "../options/service-checks.ts";
import type { ServiceOptions } from "../options/service-options.ts";
import type { SecretReference } from "../reference.ts";
import { soleSecret } from "../secret.ts";
import { type BuildContext, type Draft, type DraftRoute, ServiceDefinition } from "../service-definition.ts";
import { type CaddySite, isBarePort, printCaddyfile } from "./caddyfile.ts";
import type { PresetRecipe } from "./draft-build.ts";
import { draftService } from "./draft-service.ts";

export interface CaddyOptions extends ServiceOptions {
  /** The version, at least the major one. Default: `"2-alpine"`; the health check needs its `wget`. */
  version?: string;
  /**
   * What answers where: a host name, `*.example.com`, or `:8080` for any name on that port; behind it a service, or services
   * by path prefix.
   *
   * @example
   * ```ts
   * routes: { "example.com": { "/": web, "/api": api }, ":8080": admin }
   * ```
   */
  routes: Record<string, ServiceDefinition | Record<`/${string}`, ServiceDefinition>>;
  /** Host port for plain HTTP. Default: 8080 in the environment `development`, else 80. */
  httpPort?: number;
  /** Host port for HTTPS, outside of `development`. Default: 443. */
  httpsPort?: number;
  /** Host address that the ports are published on. Default: `"127.0.0.1"` in the environment `development`, else all. */
  bind?: string;
  /** Where the certificate authority writes to. */
  email?: string;
  /** Certificates by DNS challenge: needed for `*.example.com`. Without an `image`, one with the provider's module is built. */
  dns?: {
    /** Name of the Caddy module, such as `"hetzner"`. */
    provider: string;
    token: SecretReference;
  };
  /**
   * Modules that Caddy is built with, as Go module paths with an optional version: `"github.com/mholt/caddy-ratelimit"`. The one of the DNS
   * provider, `github.com/caddy-dns/<provider>`, is added by itself, unless it is among them.
   */
  modules?: string[];
}

const hostName = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$|^:\d{1,5}$/i;

/**
 * The front door: a Caddy that publishes the ports, gets certificates by itself, and passes requests on. In the environment `development`
 * it speaks plain HTTP on `http://localhost:8080`: the first host answers to any name, each to `<host>.localhost` too.
 *
 * @example
 * ```ts
 * return { name: "shop", services: { db, app }, proxy: caddy({ routes: { "shop.example.com": app } }) };
 * ```
 */
export function caddy(options: CaddyOptions): ServiceDefinition {
  const given: Partial<CaddyOptions> = options ?? {};
  const token = soleSecret(given.dns?.token);
  return new ServiceDefinition({
    preset: "caddy",
    options: given,
    checks: checksOf<CaddyOptions>({
      version: matching(/^\d+(\.\d+)*(-[\w.-]+)?$/, "a version of Caddy", "2"),
      routes: checkRoutes(given),
      httpPort: port,
      httpsPort: port,
      bind: matching(/^[\d.]+$|^[\da-f:]+$/i, "an IP address", "127.0.0.1"),
      email: matching(/^\S+@\S+$/, "an e-mail address", "ops@example.com"),
      dns: optionsOf({ provider: matching(/^[\w-]+$/, "the name of a module", "hetzner"), token: credential }, [
        "provider",
        "token",
      ]),
      ...checksOfRecipe(["modules"]),
    }),
    recipe: { name: "caddy", keys: ["modules"] },
    required: ["routes"],
    secrets: token ? { DNS_TOKEN: token } : {},
    build: (context) => draftCaddy(context, options),
  });
}

function checkRoutes(given: Partial<CaddyOptions>): Check {
  const upstream: Check = (value, path, report) => {
    if (!(value instanceof ServiceDefinition)) return report(path, `${show(value)} is not a service.`);
    if (value.blueprint.port === undefined) {
      report(path, `the ${value.blueprint.preset}() has no "port" to send requests to.`, "Give it one.");
    }
  };
  return (value, path, report) => {
    if (!isMapping(value)) return report(path, `${show(value)} is not an object of hosts.`);
    if (Object.keys(value).length === 0) report(path, "no route.", 'Write one, such as { "example.com": app }.');
    for (const [host, target] of Object.entries(value)) {
      const here = [...path, host];
      if (!hostName.test(host)) report(here, 'neither a host name nor ":" and a port.');
      if (host.startsWith("*.") && !given.dns) {
        report(here, 'a certificate for a wildcard needs "dns", with the provider of its zone.');
      }
      if (!isMapping(target)) upstream(target, here, report);
      else if (Object.keys(target).length === 0) report(here, "no service.");
      else
        for (const [prefix, service] of Object.entries(target)) {
          if (!/^\/[\w./~-]*$/.test(prefix)) report([...here, prefix], `${show(prefix)} is not a path such as "/api".`);
          upstream(service, [...here, prefix], report);
        }
    }
  };
}

function draftCaddy(context: BuildContext, options: CaddyOptions): Draft {
  const routes = listRoutes(options);
  const config = `${context.key}-caddyfile`;
  const local = context.development;
  const { email, dns } = options;
  const caddyfile = printCaddyfile({ sites: listSites(context, routes), local, email, dnsProvider: dns?.provider });
  const recipe = chooseRecipe(options, local);
  const draft = draftService(context, options, {
    preset: "caddy",
    recipe,
    image: `caddy:${options.version ?? "2-alpine"}`,
    env: dns && !local ? { CADDY_DNS_TOKEN: dns.token } : {},
    // The admin endpoint listens inside the container only; it answers once the configuration is loaded.
    test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:2019/reverse_proxy/upstreams"],
    timing: { startPeriod: "10s" },
    memory: "256m",
    stopGracePeriod: "30s",
    capabilities: ["NET_BIND_SERVICE"],
    volumes: [`${context.key}-data:/data`, `${context.key}-config:/config`],
    egress: true,
  });
  const ports = [...listPorts(options, routes, local), ...(options.ports ?? [])];
  return {
    ...draft,
    service: { ...draft.service, ports, configs: [{ source: config, target: "/etc/caddy/Caddyfile" }] },
    configs: { [config]: { content: caddyfile } },
    routes: local ? localRoutes(options, routes) : routes,
    uses: routes.map((route) => route.service),
  };
}

/** A Caddy with modules has to be built. In development no certificate is asked for, so that the DNS module has nothing to do. */
function chooseRecipe(
  { image, build, modules = [], dns, version }: CaddyOptions,
  local: boolean,
): PresetRecipe | undefined {
  if (image !== undefined && build === undefined) return undefined;
  const provider = dns && !local ? `github.com/caddy-dns/${dns.provider}` : undefined;
  const known = modules.some((each) => provider !== undefined && /^[^@]*/.exec(each)?.[0].startsWith(provider));
  const wanted = provider === undefined || known ? modules : [...modules, provider];
  if (wanted.length === 0) return undefined;
  const number = /^[\d.]+/.exec(version ?? "")?.[0];
  return { name: "caddy", options: { modules: wanted, ...(number === undefined ? {} : { version: number }) } };
}

function listRoutes({ routes }: CaddyOptions): DraftRoute[] {
  return Object.entries(routes).flatMap(([host, target]) => {
    const byPath = target instanceof ServiceDefinition ? { "/": target } : target;
    return Object.entries(byPath).map(([prefix, service]) => {
      const path = prefix.replace(/\/+$/, "");
      return { host, ...(path === "" ? {} : { path }), service, port: service.blueprint.port ?? 80 };
    });
  });
}

/** Where the routes answer in development: the first host by any name. */
function localRoutes({ httpPort = 8080 }: CaddyOptions, routes: readonly DraftRoute[]): DraftRoute[] {
  const first = routes.find(({ host }) => !isBarePort(host))?.host;
  const localHost = (host: string) => {
    if (host === first) return `:${httpPort}`;
    return isBarePort(host) || /(^|\.)localhost$/.test(host) ? host : `${host}.localhost`;
  };
  return routes.map((route) => ({ ...route, host: localHost(route.host) }));
}

function listSites(context: BuildContext, routes: readonly DraftRoute[]): CaddySite[] {
  const sites = new Map<string, CaddySite>();
  for (const { host, path = "/", service, port } of routes) {
    const site = sites.get(host) ?? { host, upstreams: [] };
    site.upstreams.push({ path, address: `${context.keyOf(service)}:${port}` });
    sites.set(host, site);
  }
  return [...sites.values()];
}

function listPorts(options: CaddyOptions, routes: readonly DraftRoute[], local: boolean): string[] {
  const address = options.bind ?? (local ? "127.0.0.1" : undefined);
  const bind = address === undefined ? "" : `${address.includes(":") ? `[${address}]` : address}:`;
  const hosts = [...new Set(routes.map((route) => route.host))];
  const bare = hosts.filter(isBarePort).map((host) => `${bind}${host.slice(1)}:${host.slice(1)}`);
  if (hosts.every(isBarePort)) return bare;
  const http = `${bind}${options.httpPort ?? (local ? 8080 : 80)}:80`;
  const https = `${bind}${options.httpsPort ?? 443}:443`;
  return local ? [http, ...bare] : [http, https, `${https}/udp`, ...bare];
}
