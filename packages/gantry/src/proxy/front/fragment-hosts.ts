import type { Directive } from "../../check/parse/directive.ts";
import { type CaddySite, parseCaddyfile } from "../../check/parse/parse-caddyfile.ts";
import type { Place } from "../../check/place.ts";
import { SourceText } from "../../check/repository/source-text.ts";

/** What a site answers to. */
export interface SiteAddress {
  /** Lower-case; empty for any. */
  host: string;
  /** Where the address says which, by itself or by its scheme. */
  port: number | undefined;
  /** As it is written. */
  text: string;
  at: Place;
}

/** The addresses of all sites of a Caddyfile that visitors reach. */
export function readAddresses(name: string, content: string): SiteAddress[] {
  const { sites } = parseCaddyfile(new SourceText(name, content));
  return sites.filter(isPublic).flatMap(({ addresses }) => addresses.map(({ text, at }) => readAddress(text, at)));
}

/** What a Caddyfile claims for itself: host names, or `:80` for all names on a port that nobody else has. */
export function claimsOf(content: string): Set<string> {
  return new Set(readAddresses("Caddyfile", content).map(({ host, port }) => (host === "" ? `:${port ?? 443}` : host)));
}

/** The maintenance pages listen on the loopback only. */
function isPublic({ directives }: CaddySite): boolean {
  return !directives.some(({ name, words }: Directive) => name === "bind" && words[0]?.text.startsWith("127."));
}

const schemePorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

function readAddress(text: string, at: Place): SiteAddress {
  const [, scheme = "", authority = ""] = /^(?:(https?):\/\/)?([^/]*)/i.exec(text) ?? [];
  const [, host = "", port] = /^(.*?)(?::(\d+))?$/.exec(authority) ?? [];
  return {
    host: host === "*" ? "" : host.toLowerCase(),
    port: port === undefined ? schemePorts[scheme.toLowerCase()] : Number(port),
    text,
    at,
  };
}
