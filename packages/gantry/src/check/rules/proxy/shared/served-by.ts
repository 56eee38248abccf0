import type { Facts } from "../../../facts/facts.ts";
import type { ProxyConfig } from "../../../facts/proxy/proxy-facts.ts";
import type { ServiceFacts } from "../../../facts/service/service-facts.ts";

/** The services that are given a proxy configuration, with it. */
export function* servedBy(facts: Facts): Generator<{ service: ServiceFacts; config: ProxyConfig }> {
  if (facts.proxies.length === 0) return;
  for (const service of facts.services()) {
    for (const config of facts.proxiesOf(service)) yield { service, config };
  }
}
