import { removeLines } from "../../fix/edit.ts";
import { type Directive, walkDirectives } from "../../parse/directive.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "proxy-caddy-redundant-header",
  group: "proxy",
  severity: "info",
  summary: "A Caddyfile leaves the headers to Caddy that it sets by itself",
  why: "Caddy passes Host on and sets X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host by itself, and warns at every load about lines that say the same. They stop being the same behind a CDN or another proxy: with trusted_proxies Caddy keeps the visitor's address from the header, and the line puts the address of the CDN in its place, so that limits and logs take all visitors for one.",
  fix: "Take the line out.",
  links: ["https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#defaults"],
  since: "0.1.0",
  autofix: "yes",
  *check(facts) {
    for (const { kind, path, directives } of facts.proxies) {
      if (kind !== "caddy") continue;
      for (const directive of walkDirectives(directives)) {
        if (directive.name !== "reverse_proxy") continue;
        for (const each of directive.block ?? []) {
          const header = redundantHeader(each);
          if (header === undefined) continue;
          const { line } = each.at;
          yield {
            at: each.at,
            message: `Caddy sets ${header} to that by itself.`,
            fix: { title: "Take the line out", edits: removeLines(facts, path, line, line) },
          };
        }
      }
    }
  },
});

/** The values that are Caddy's own, by header. Of Host it warns only for the one with the port. */
const own: Readonly<Record<string, RegExp>> = {
  host: /^\{(http\.request\.)?hostport\}$/,
  "x-forwarded-for": /^\{(remote|remote_host|http\.request\.remote(\.host)?)\}$/,
  "x-forwarded-proto": /^\{(http\.request\.)?scheme\}$/,
  "x-forwarded-host": /^\{(http\.request\.)?(host|hostport)\}$/,
};

/** `header_up NAME value` that says what is so anyway. */
function redundantHeader({ name, words }: Directive): string | undefined {
  const [header, value, more] = words;
  if (name !== "header_up" || !header || !value || more) return undefined;
  return own[header.text.toLowerCase()]?.test(value.text) ? header.text : undefined;
}
