import { referencesOf } from "../../facts/service/references.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { defineRule } from "../../rule.ts";
import { isOpenPort } from "./shared/is-open-port.ts";
import { networksOf } from "./shared/networks.ts";

export const rule = defineRule({
  id: "network-proxy-shares-data-net",
  group: "network",
  severity: "info",
  summary: "The proxy at the edge shares no network with the stores",
  why: "Whoever takes over the one container that the internet reaches can then talk to every store on its networks, with nothing but the store's password between them. On a network of their own the stores are out of its reach.",
  fix: "Give the stores a network that only the applications share, and the proxy another.",
  links: ["https://docs.docker.com/compose/how-tos/networking/#specify-custom-networks"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const proxy of facts.productionServices()) {
      const isEdge = proxy.image?.knowledge?.role === "proxy" && (proxy.model.ports ?? []).some(isOpenPort);
      if (!isEdge) continue;
      const proxied = new Set(referencesOf(proxy).map(({ host }) => proxy.stack.serviceByHost(host)));
      const own = networksOf(proxy) ?? [];
      const stores = [...proxy.stack.services.values()].filter(
        (service) =>
          isStore(service) && !proxied.has(service) && (networksOf(service) ?? []).some((name) => own.includes(name)),
      );
      if (stores.length === 0) continue;
      const names = stores.map(({ name }) => `"${name}"`).join(", ");
      const isWritten = !own.includes("default");
      yield {
        at: isWritten ? proxy.keyAt("networks") : proxy.at(),
        message: `"${proxy.name}", which the internet reaches, is on a network with ${names}.`,
        related: stores.map((store) => ({
          at: store.at(),
          message: `"${store.name}" is on ${(networksOf(store) ?? []).join(" and ")}.`,
        })),
        advice: "Put the stores on a network that only the applications share, and the proxy on another with those.",
      };
    }
  },
});

const isStore = ({ image }: ServiceFacts): boolean =>
  ["database", "cache", "search", "queue"].includes(image?.knowledge?.role ?? "");
