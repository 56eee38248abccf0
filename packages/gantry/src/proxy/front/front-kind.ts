import { caddyKind } from "../caddy/caddy-kind.ts";
import type { ProxyKind } from "../proxy-kind.ts";
import { frontCaddyfile } from "./front-caddyfile.ts";
import { mainCaddyfile, trialCaddyfile } from "./front-names.ts";

/** A Caddy that finds a stack's fragment right by trying it beside all others, and loads them together. */
export function frontKind(service: string): ProxyKind {
  const kindOf = (path: string) => caddyKind({ service, files: [{ path, content: frontCaddyfile }] });
  return { ...kindOf(mainCaddyfile), findFault: kindOf(trialCaddyfile).findFault };
}
