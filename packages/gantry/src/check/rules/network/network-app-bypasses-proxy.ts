import { referencesOf } from "../../facts/service/references.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { bindLoopback } from "../../fix/bind-loopback.ts";
import { defineRule } from "../../rule.ts";
import { isOpenPort } from "./shared/is-open-port.ts";

export const rule = defineRule({
  id: "network-app-bypasses-proxy",
  group: "network",
  severity: "warn",
  summary: "What the proxy serves is reached through the proxy only",
  why: "A service that publishes its own port is open beside the proxy: without TLS, without its limits and its access log, and with forwarded headers that any client may invent, so addresses and logins can be forged.",
  fix: "Take the port out, or publish it on 127.0.0.1 where the server itself needs it.",
  links: ["https://docs.docker.com/engine/network/packet-filtering-firewalls/"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.ports.*.host_ip"],
  *check(facts) {
    for (const proxy of facts.productionServices()) {
      const told = new Set<ServiceFacts>();
      for (const { host, port, at, name, variable, url } of referencesOf(proxy)) {
        // Only what stands in the configuration of the proxy is an upstream.
        if (variable || url) continue;
        const target = proxy.stack.serviceByHost(host);
        if (!target || target === proxy || told.has(target)) continue;
        for (const [index, published] of (target.model.ports ?? []).entries()) {
          if (published.target !== (port ?? 80) || !isOpenPort(published) || published.protocol === "udp") continue;
          told.add(target);
          yield {
            at: target.at("ports", index),
            message: `"${target.name}" publishes ${published.target}, which "${proxy.name}" serves: people reach it past the proxy.`,
            related: [{ at, message: `${name} sends requests there.` }],
            fix: bindLoopback(facts, target, index),
          };
        }
      }
    }
  },
});
