import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { StackFacts } from "../../facts/stack-facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import { isLoopback } from "../../facts/url.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "proxy-host-vs-app-url",
  group: "proxy",
  severity: "warn",
  summary: "The address that an application believes to have is one that the proxy serves",
  why: "Sign-in comes back to AUTH_URL, mails link to APP_URL, and cookies are bound to its host. Where the proxy has no site of that name, the browser lands on nothing, or on a certificate of another name, in the middle of the sign-in, while the application itself is well.",
  fix: "Write the same host into both, or add the host to the proxy's sites.",
  links: [
    "https://authjs.dev/reference/core#basepath",
    "https://caddyserver.com/docs/caddyfile/concepts#addresses",
    "https://nginx.org/en/docs/http/server_names.html",
  ],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const stack of facts.production) {
      const served = servedHosts(facts, stack);
      if (!served) continue;
      for (const service of stack.services.values()) {
        for (const { variable, url } of service.env.urls()) {
          if (variable.source === "dockerfile" || !addressName.test(variable.name) || !/^https?$/.test(url.scheme))
            continue;
          const host = url.host.toLowerCase();
          if (hasUnknown(host) || isLoopback(host) || !host.includes(".") || /^[\d.]+$/.test(host)) continue;
          if (isPlaceholder(host) || served.some(({ name }) => covers(name, host))) continue;
          // An address of another company's service is often named like that as well.
          if (!ownName.test(variable.name) && !served.some(({ name }) => domainOf(name) === domainOf(host))) continue;
          const [first] = served;
          yield {
            at: variable.at,
            message: `The variable ${variable.name} of "${service.name}" says ${host}, which no site of the proxy serves.`,
            related: first
              ? [{ at: first.at, message: `The proxy serves ${served.map(({ name }) => name).join(", ")}.` }]
              : [],
          };
        }
      }
    }
  },
});

const ownName = /^(NEXTAUTH_URL|AUTH_URL|(NEXT_PUBLIC_|VITE_|PUBLIC_)?APP_URL)$/;
const addressName = /^(NEXTAUTH_URL|AUTH_URL|.*_APP_URL|APP_URL|.*_BASE_URL|BASE_URL|SITE_URL|.*_SITE_URL)$/;

const isPlaceholder = (host: string): boolean =>
  /^(www\.)?(your|my)[-.]?\w*|yourdomain|changeme/.test(host) || /\.(local|internal|test|invalid)$/.test(host);

interface Served {
  name: string;
  at: Place;
}

/** The hosts of all proxies of a stack; undefined when there is none, or one that answers to anything or is not known. */
function servedHosts(facts: Facts, stack: StackFacts): Served[] | undefined {
  const served: Served[] = [];
  for (const service of stack.services.values()) {
    for (const { sites, kind, directives } of facts.proxiesOf(service)) {
      if (directives.some(({ name }) => name === "import" || name === "include")) return undefined;
      for (const { addresses } of sites) {
        for (const { text, at } of addresses) {
          const name = hostOf(text, service);
          if (name === undefined || name === "" || name === "_" || name.startsWith("~")) return undefined;
          if (name !== "localhost") served.push({ name, at });
        }
        if (kind === "nginx" && addresses.length === 0) return undefined;
      }
    }
    // Labels and other proxies make routes that nobody reads here.
    if (service.is("traefik", "haproxy", "nginx-proxy") === "yes") return undefined;
  }
  return served.length > 0 ? served : undefined;
}

/** The host of an address: `https://*.example.com:8443`, `{$DOMAIN}`. */
function hostOf(text: string, service: ServiceFacts): string | undefined {
  const replaced = text.replace(
    /\{\$([A-Za-z_]\w*)(?::([^}]*))?\}|\{env\.([A-Za-z_]\w*)\}|\$\{([A-Za-z_]\w*)\}/g,
    (_, a, fallback, b, c) => {
      const value = service.env.get(a ?? b ?? c)?.value ?? fallback;
      return value === undefined ? "{" : value;
    },
  );
  if (replaced.includes("{") || hasUnknown(replaced)) return undefined;
  return replaced
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/\/.*$/, "")
    .replace(/:\d+$/, "")
    .toLowerCase();
}

/** `*.example.com` and nginx's `.example.com`. */
function covers(name: string, host: string): boolean {
  if (name === host) return true;
  if (name.startsWith(".")) return host === name.slice(1) || host.endsWith(name);
  return name.startsWith("*.") && host.endsWith(name.slice(1)) && !host.slice(0, -name.length + 1).includes(".");
}

const domainOf = (host: string): string =>
  host
    .replace(/^\*?\./, "")
    .split(".")
    .slice(-2)
    .join(".");
