import type { EndpointConfig } from "../../engine/types.ts";
import type { Service, ServiceNetwork } from "../../model/service.ts";
import type { NetworkExtras, Stack } from "../../model/stack.ts";
import { apiAtLeast } from "../api-version.ts";
import { projectDomain, releaseAlias } from "../container-names.ts";
import { compact, nonEmpty, nonEmptyMap } from "./compact.ts";
import { type DescribeContext, nameOf, replicasOf } from "./context.ts";

export interface Endpoint {
  /** The network's name on the engine. */
  name: string;
  endpoint: EndpointConfig;
}

/** The networks that a service's container joins, the first one first. */
export function describeEndpoints(name: string, container: string, context: DescribeContext): Endpoint[] {
  const { stack } = context;
  const service = stack.services[name] ?? {};
  if (service.network_mode) return [];
  const links = describeLinks(service, stack);
  const release = context.slots[name]?.release;
  const names = [name, ...(release === undefined ? [] : [releaseAlias(name, release)])];
  return orderNetworks(service).map(([key, network], index) => {
    const { name: known, "x-gantry": extras } = stack.networks?.[key] ?? {};
    return {
      name: known ?? `${stack.name}_${key}`,
      endpoint: describeEndpoint(
        network ?? {},
        { aliases: chooseAliases(extras), links, macAddress: index === 0 ? service.mac_address : undefined },
        context.apiVersion,
      ),
    };
  });

  function chooseAliases({ shared = false, names: named = true }: NetworkExtras = {}): string[] {
    // Two stacks may both have a "web": where they meet, neither is called that.
    if (shared) return names.map((each) => `${each}${projectDomain(stack.name)}`);
    return named ? [container, ...names] : [container];
  }
}

/** By falling `priority`, then by name: the first one is what the container is created with. */
export function orderNetworks({ networks = {} }: Pick<Service, "networks">): [string, ServiceNetwork | null][] {
  return Object.entries(networks).sort(
    ([a, left], [b, right]) => (right?.priority ?? 0) - (left?.priority ?? 0) || (a < b ? -1 : 1),
  );
}

function describeEndpoint(
  network: ServiceNetwork,
  own: { aliases: string[]; links: string[]; macAddress: string | undefined },
  apiVersion: string,
): EndpointConfig {
  const { ipv4_address, ipv6_address, link_local_ips, interface_name } = network;
  const hasAddress = ipv4_address || ipv6_address || link_local_ips;
  const driverOpts = {
    ...network.driver_opts,
    ...(interface_name && { "com.docker.network.endpoint.ifname": interface_name }),
  };
  return compact({
    Aliases: [...new Set([...own.aliases, ...(network.aliases ?? [])])],
    Links: nonEmpty(own.links),
    IPAMConfig: hasAddress
      ? compact({ IPv4Address: ipv4_address, IPv6Address: ipv6_address, LinkLocalIPs: nonEmpty(link_local_ips) })
      : undefined,
    MacAddress: network.mac_address ?? own.macAddress,
    DriverOpts: nonEmptyMap(driverOpts),
    GwPriority: apiAtLeast(apiVersion, "1.48") ? network.gw_priority : undefined,
  });
}

/** `links` and `external_links` as `container:alias`. A linked service is known by its alias and by its containers' names, as in Compose. */
export function describeLinks(service: Service, stack: Stack): string[] {
  const found = new Set<string>();
  for (const link of service.links ?? []) {
    const [target = "", alias = target] = link.split(":");
    for (let number = 1; number <= Math.max(1, replicasOf(stack, target)); number++) {
      const container = nameOf(stack, target, number);
      for (const known of [alias, `${target}-${number}`, container]) found.add(`${container}:${known}`);
    }
  }
  for (const link of service.external_links ?? []) {
    const [container = "", alias = container] = link.split(":");
    found.add(`${container}:${alias}`);
  }
  return [...found];
}
