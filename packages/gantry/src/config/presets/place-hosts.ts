import { isHostName } from "../../model/host-name.ts";
import { show } from "../options/checks.ts";
import type { BuildContext } from "../service-definition.ts";
import type { FrontDoorOptions } from "./front-door.ts";

/** What stands for the environment's domain, as for the zone's in a zone file. */
const domainSign = /(?<=^|\.)@$/;

/** The host with the domain in place of `@`; undefined when there is none to put there. */
function placeHost(host: string, domain: string | undefined): string | undefined {
  if (!domainSign.test(host)) return host;
  return domain === undefined ? undefined : host.replace(domainSign, domain);
}

/** The options as they are in an environment, whose domain stands in place of `@`. */
export function placeHosts<Options extends FrontDoorOptions>(options: Options, context: BuildContext): Options {
  const { domain, environment, report } = context;
  const reported = new Set<string>();
  const place = (host: string, path: readonly [string, string]) => {
    const placed = placeHost(host, domain);
    if (placed !== undefined || reported.has(path.join())) return placed ?? host;
    reported.add(path.join());
    const fix = `Give it one: environments: { ${environment}: { domain: "shop.example.com" } }.`;
    report(path, `"@" is the domain of the environment, and ${show(environment)} has none.`, fix);
    return host;
  };
  const routes: FrontDoorOptions["routes"] = {};
  for (const [host, target] of Object.entries(options.routes)) {
    const placed = place(host, ["routes", host]);
    if (Object.hasOwn(routes, placed)) report(["routes", host], `is ${placed}, which has a route of its own.`);
    routes[placed] = target;
  }
  const redirects = Object.entries(options.redirects ?? {}).map(([from, to]) => {
    const inPlace = (host: string) => place(host, ["redirects", from]);
    return [from.replace(/^[^/:]+/, inPlace), to.replace(/(?<=^https?:\/\/)[^/?#:]+/, inPlace)];
  });
  return { ...options, routes, ...(redirects.length > 0 ? { redirects: Object.fromEntries(redirects) } : {}) };
}

/** A host name, `*` and what stands below it, or a bare port; `@` is a domain. */
export function isRouteHost(host: string): boolean {
  const name = placeHost(host.replace(/^\*\./, ""), "example.com") ?? "";
  return host === "*" || /^:\d{1,5}$/.test(host) || isHostName(name);
}
