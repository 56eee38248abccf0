import { completePlace } from "../../complete-place.ts";
import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { TextEdit } from "../../finding.ts";
import { addItem } from "../../fix/edit-yaml.ts";
import { walkDirectives } from "../../parse/directive.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "proxy-http3-port",
  group: "proxy",
  severity: "info",
  summary: "Caddy's port 443 is published for UDP too",
  why: "Caddy tells every browser that it speaks HTTP/3, which runs over UDP. Where only TCP is published, browsers try, wait, and go back to HTTP/2: nothing breaks, and nobody gets what Caddy offers.",
  fix: "Publish 443:443/udp as well, or switch HTTP/3 off with protocols h1 h2.",
  links: ["https://caddyserver.com/docs/caddyfile/options#protocols", "https://hub.docker.com/_/caddy"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.ports"],
  *check(facts) {
    for (const service of facts.services()) {
      if (service.is("caddy") !== "yes" || service.model.network_mode === "host") continue;
      const ports = service.model.ports ?? [];
      const index = ports.findIndex(
        ({ target, protocol, published }) => target === 443 && protocol !== "udp" && published !== undefined,
      );
      if (index < 0 || ports.some(({ target, protocol }) => target === 443 && protocol === "udp")) continue;
      if (service.stack.isUnclear("services", service.name, "ports") || hasOtherProtocols(facts, service)) continue;
      yield {
        at: service.at("ports", index),
        message: `Caddy of "${service.name}" offers HTTP/3, but port 443 is published for TCP only.`,
        fix: { title: "Publish it for UDP", edits: publishUdp(facts, service, index) },
      };
    }
  },
});

const hasOtherProtocols = (facts: Facts, service: ServiceFacts): boolean =>
  facts
    .proxiesOf(service)
    .some(({ directives }) =>
      [...walkDirectives(directives)].some(
        ({ name, words }) => name === "protocols" && !words.some(({ text }) => text === "h3"),
      ),
    );

/** The same port once more, in the form in which it is written. */
function publishUdp(facts: Facts, service: ServiceFacts, index: number): TextEdit[] {
  const at = service.at("ports", index);
  const source = facts.repository.read(at.file);
  if (!source) return [];
  const place = completePlace(at, source);
  const text = source.text.slice(
    source.offsetAt(place),
    source.offsetAt({ line: place.endLine, column: place.endColumn }),
  );
  const short = /^(["']?)([^"'{}]*:443)(\/tcp)?\1$/.exec(text);
  const item = short ? `${short[1] ?? ""}${short[2] ?? ""}/udp${short[1] ?? ""}` : '"443:443/udp"';
  return addItem(facts, service.keyAt("ports"), item);
}
