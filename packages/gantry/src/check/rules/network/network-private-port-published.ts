import { privatePortOf } from "../../facts/service/private-port.ts";
import { bindLoopback } from "../../fix/bind-loopback.ts";
import { defineRule } from "../../rule.ts";
import { isFromBase } from "../compose/shared/production-file.ts";
import { isOpenPort } from "./shared/is-open-port.ts";

export const rule = defineRule({
  id: "network-private-port-published",
  group: "network",
  severity: "error",
  summary: "Ports of stores, debuggers and admin pages are not open to the internet",
  why: "A published port listens on all addresses of the server, and the engine's own firewall rules come before those of ufw and firewalld: it is open although the firewall says that it is closed. Scanners find a Redis without a password within minutes, and whoever reaches a debugger runs code.",
  fix: "Take the port out: services reach each other without it. For access from the server itself publish it on 127.0.0.1.",
  links: ["https://docs.docker.com/engine/network/packet-filtering-firewalls/"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.ports.*.host_ip"],
  *check(facts) {
    for (const service of facts.productionServices()) {
      for (const [index, port] of (service.model.ports ?? []).entries()) {
        const at = service.at("ports", index);
        const what = privatePortOf(service, port);
        // What a base file publishes for development is mended in the production file: that is a rule of its own.
        if (what === undefined || !isOpenPort(port) || isFromBase(service, at)) continue;
        yield {
          at,
          message: `"${service.name}" publishes ${port.target}, ${what}, on all addresses of the server.`,
          fix: bindLoopback(facts, service, index),
        };
      }
    }
  },
});
