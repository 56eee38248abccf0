import { type Check, credential, matching, oneOf, options as optionsOf } from "../options/checks.ts";
import { checksOfRecipe } from "../options/recipe-checks.ts";
import { checksOf } from "../options/service-checks.ts";
import type { SecretReference } from "../reference.ts";
import { soleSecret } from "../secret.ts";
import { type BuildContext, type Draft, ServiceDefinition } from "../service-definition.ts";
import { printCaddyfile } from "./caddyfile.ts";
import type { PresetRecipe } from "./draft-build.ts";
import { draftService } from "./draft-service.ts";
import {
  bodyLimit,
  checkRoutes,
  type FrontDoorOptions,
  frontDoorChecks,
  listPorts,
  listRoutes,
  listSites,
  localRoutes,
} from "./front-door.ts";
import { placeHosts } from "./place-hosts.ts";

export interface CaddyOptions extends FrontDoorOptions {
  /** The version, at least the major one. Default: `"2-alpine"`; the health check needs its `wget`. */
  version?: string;
  /** Where the certificate authority writes to. */
  email?: string;
  /** Certificates by DNS challenge: needed for `*.example.com`. Without an `image`, one with the provider's module is built. */
  dns?: {
    /** Name of the Caddy module, such as `"hetzner"`. */
    provider: string;
    token: SecretReference;
  };
  /**
   * Where certificates come from, outside of `development`. Default: a public authority. `"internal"`: an authority of Caddy's own, for tests and
   * closed networks. `onDemand`: at the first visit, for hosts that are not known beforehand (the route `"*"`); the URL is asked with
   * `?domain=` whether one may be had, and answers with 200.
   */
  tls?: "internal" | { onDemand: string };
  /**
   * Modules that Caddy is built with, as Go module paths with an optional version: `"github.com/mholt/caddy-ratelimit"`. The one of the DNS
   * provider, `github.com/caddy-dns/<provider>`, is added by itself, unless it is among them.
   */
  modules?: string[];
}

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
      ...frontDoorChecks,
      version: matching(/^\d+(\.\d+)*(-[\w.-]+)?$/, "a version of Caddy", "2"),
      routes: checkRoutes((host) => refuseHost(host, given)),
      tls: checkTls,
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

const onDemand = optionsOf({ onDemand: matching(/^https?:\/\/\S+$/, "a URL", "http://app:3000/may-have") }, [
  "onDemand",
]);
const checkTls: Check = (value, path, report) =>
  typeof value === "string" ? oneOf("internal")(value, path, report) : onDemand(value, path, report);

function refuseHost(host: string, { dns, tls }: Partial<CaddyOptions>): string | undefined {
  if (host.startsWith("*.") && !dns && tls === undefined) {
    return 'a certificate for a wildcard needs "dns", with the provider of its zone.';
  }
  return host === "*" && tls === undefined ? 'certificates for any host need "tls" with "onDemand".' : undefined;
}

/** The service, and its Caddyfile as a config beside it. */
export function draftCaddy(context: BuildContext, given: CaddyOptions): Draft {
  const options = placeHosts(given, context);
  const routes = listRoutes(options);
  const config = `${context.key}-caddyfile`;
  const local = context.development;
  const { email, dns, tls, headers, compression } = options;
  const sites = listSites(options, routes, (service) => context.keyOf(service));
  const caddyfile = printCaddyfile({
    sites,
    local,
    email,
    dnsProvider: dns?.provider,
    tls,
    headers,
    compression,
    maxBody: bodyLimit(options),
  });
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
  const hosts = sites.map(({ host }) => host);
  const ports = [...listPorts(options, hosts, { local, https: "tcp and udp" }), ...(options.ports ?? [])];
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
