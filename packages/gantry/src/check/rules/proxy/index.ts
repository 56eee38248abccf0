// Written by rules-of-group.test.ts.
import type { Rule } from "../../rule.ts";
import { rule as proxyCaddyRedundantHeader } from "./proxy-caddy-redundant-header.ts";
import { rule as proxyEnvNotPassed } from "./proxy-env-not-passed.ts";
import { rule as proxyForwardedNotTrusted } from "./proxy-forwarded-not-trusted.ts";
import { rule as proxyHostVsAppUrl } from "./proxy-host-vs-app-url.ts";
import { rule as proxyHttp3Port } from "./proxy-http3-port.ts";
import { rule as proxyNginxForwarding } from "./proxy-nginx-forwarding.ts";
import { rule as proxyNginxStaleDns } from "./proxy-nginx-stale-dns.ts";
import { rule as proxyWildcardDns } from "./proxy-wildcard-dns.ts";

// biome-ignore format: one rule a line
export const proxyRules: readonly Rule[] = [
  proxyCaddyRedundantHeader,
  proxyEnvNotPassed,
  proxyForwardedNotTrusted,
  proxyHostVsAppUrl,
  proxyHttp3Port,
  proxyNginxForwarding,
  proxyNginxStaleDns,
  proxyWildcardDns,
];
