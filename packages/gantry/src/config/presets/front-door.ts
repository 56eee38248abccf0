import { parseBytes } from "../../model/bytes.ts";
import { boolean, type Check, type Checks, isMapping, matching, port, record, show, size } from "../options/checks.ts";
import type { ServiceOptions, Size } from "../options/service-options.ts";
import { type DraftRoute, ServiceDefinition } from "../service-definition.ts";
import { isRouteHost } from "./place-hosts.ts";

/** What the presets of proxies have in common. */
export interface FrontDoorOptions extends ServiceOptions {
  /**
   * What answers where: a host name, `*.example.com`, or `:8080` for any name on that port; behind it a service, or services
   * by path prefix. As in a zone file, `@` is the environment's `domain`, and `api.@` a name under it.
   *
   * @example
   * ```ts
   * routes: { "@": { "/": web, "/api": api }, "docs.example.com": docs, ":8080": admin }
   * ```
   */
  routes: Record<string, ServiceDefinition | Record<`/${string}`, ServiceDefinition>>;
  /**
   * Permanent redirects, by host or by host and exact path, to a URL or a path. A host's redirect keeps the path and the query. `@` is the
   * environment's `domain` here too.
   *
   * @example
   * ```ts
   * redirects: { "www.@": "https://@", "example.com/old": "/new" }
   * ```
   */
  redirects?: Record<string, string>;
  /** Headers of every answer: `{ "Strict-Transport-Security": "max-age=31536000" }`. */
  headers?: Record<string, string>;
  /** Compresses answers. Default: true. */
  compression?: boolean;
  /** The largest body of a request: `"10m"`. Default: no limit. A larger one is answered with 413. */
  maxBody?: Size;
  /** Host port for plain HTTP. Default: 8080 in the environment `development`, else 80. */
  httpPort?: number;
  /** Host port for HTTPS, outside of `development`. Default: 443. */
  httpsPort?: number;
  /** Host address that the ports are published on. Default: `"127.0.0.1"` in the environment `development`, else all. */
  bind?: string;
}

export const frontDoorChecks = {
  redirects: record(matching(/^(https?:\/\/[^\s{}"]+|\/[^\s{}"]*)$/, "a URL or a path", "https://example.com"), {
    pattern: /^([a-z0-9.-]+|([a-z0-9-]+\.)*@)(:\d+)?(\/[^\s{}"*]*)?$/i,
    meaning: "a host name, or one with a path",
  }),
  headers: record(matching(/^[^\r\n]*$/, "one line", "nosniff"), {
    pattern: /^[\w-]+$/,
    meaning: "the name of a header",
  }),
  compression: boolean,
  maxBody: size,
  httpPort: port,
  httpsPort: port,
  bind: matching(/^[\d.]+$|^[\da-f:]+$/i, "an IP address", "127.0.0.1"),
} satisfies Checks;

/** `refuse` says what else may be wrong with a host. */
export function checkRoutes(refuse: (host: string) => string | undefined): Check {
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
      const refusal = refuse(host);
      if (refusal !== undefined) report(here, refusal);
      else if (!isRouteHost(host))
        report(here, 'neither a host name nor ":" and a port.', 'Write it as in "shop.example.com", "@" or ":8080".');
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

export function listRoutes({ routes }: Pick<FrontDoorOptions, "routes">): DraftRoute[] {
  return Object.entries(routes).flatMap(([host, target]) => {
    const byPath = target instanceof ServiceDefinition ? { "/": target } : target;
    return Object.entries(byPath).map(([prefix, service]) => {
      const path = prefix.replace(/\/+$/, "");
      return { host, ...(path === "" ? {} : { path }), service, port: service.blueprint.port ?? 80 };
    });
  });
}

/** True for `:8080`: any host name, plain HTTP. */
export function isBarePort(host: string): boolean {
  return host.startsWith(":");
}

/** Where the routes answer in development: the first host by any name. */
export function localRoutes({ httpPort = 8080 }: FrontDoorOptions, routes: readonly DraftRoute[]): DraftRoute[] {
  const first = routes.find(({ host }) => !isBarePort(host))?.host;
  const localHost = (host: string) => {
    if (host === first) return `:${httpPort}`;
    return isBarePort(host) || /(^|\.)localhost$/.test(host) ? host : `${host}.localhost`;
  };
  return routes.map((route) => ({ ...route, host: localHost(route.host) }));
}

/** One host and the services behind it. */
export interface FrontDoorSite {
  /** `app.example.com`, `*.example.com`, `:8080`, or `*` for any. */
  host: string;
  /** By path prefix, `/` for the rest: host and port of the service. */
  upstreams: { path: string; address: string }[];
  /** By exact path; `/` with `whole` for all of the host. */
  redirects?: { path: string; to: string; whole: boolean }[];
}

/** The sites by host: those of the routes, then those that only redirect. */
export function listSites(
  options: FrontDoorOptions,
  routes: readonly DraftRoute[],
  keyOf: (service: ServiceDefinition) => string,
): FrontDoorSite[] {
  const sites = new Map<string, FrontDoorSite>();
  const siteOf = (host: string) => {
    const site = sites.get(host) ?? { host, upstreams: [] };
    sites.set(host, site);
    return site;
  };
  for (const { host, path = "/", service, port: target } of routes) {
    siteOf(host).upstreams.push({ path, address: `${keyOf(service)}:${target}` });
  }
  for (const [from, to] of Object.entries(options.redirects ?? {})) {
    const [, host = "", path] = /^([^/]+)(\/.*)?$/.exec(from) ?? [];
    const site = siteOf(host);
    site.redirects = [...(site.redirects ?? []), { path: path ?? "/", to, whole: path === undefined }];
  }
  return [...sites.values()];
}

export function listPorts(
  options: FrontDoorOptions,
  hosts: readonly string[],
  { local, https }: { local: boolean; https: "tcp" | "tcp and udp" | false },
): string[] {
  const address = options.bind ?? (local ? "127.0.0.1" : undefined);
  const bind = address === undefined ? "" : `${address.includes(":") ? `[${address}]` : address}:`;
  const bare = hosts.filter(isBarePort).map((host) => `${bind}${host.slice(1)}:${host.slice(1)}`);
  if (hosts.every(isBarePort)) return bare;
  const http = `${bind}${options.httpPort ?? (local ? 8080 : 80)}:80`;
  const secure = `${bind}${options.httpsPort ?? 443}:443`;
  if (local || https === false) return [http, ...bare];
  return [http, secure, ...(https === "tcp and udp" ? [`${secure}/udp`] : []), ...bare];
}

/** In bytes. */
export function bodyLimit({ maxBody }: Pick<FrontDoorOptions, "maxBody">): number | undefined {
  return maxBody === undefined ? undefined : parseBytes(maxBody);
}
