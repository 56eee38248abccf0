import type { EndpointConfig } from "../../engine/types.ts";
import type { Stack } from "../../model/stack.ts";
import { endpointsOf } from "../compare/compare-networks.ts";
import type { ContainerSpec } from "../operation.ts";

/** A container that is to answer to its service's name on a network, once it is ready. */
export interface Promotion {
  /** The container's name. */
  container: string;
  /** The network's name on the engine. */
  network: string;
  /** As it is connected then. */
  endpoint: EndpointConfig;
}

/**
 * The network on which other services ask for this one by name, and on which it asks for nobody: a typed stack's network of the same name.
 * Elsewhere a container cannot be connected anew without breaking connections of its own.
 */
export function callersNetwork({ networks = {}, services, name: project }: Stack, service: string): string | undefined {
  const network = networks[service];
  const joined = services[service]?.networks?.[service] !== undefined;
  return network?.internal && joined ? (network.name ?? `${project}_${service}`) : undefined;
}

/**
 * A container's specification without its service's name on the network of its callers: a container that has just started would be asked
 * before it can answer.
 */
export function withholdNames(
  spec: ContainerSpec,
  { service, network }: { service: string; network: string },
): { spec: ContainerSpec; endpoint: EndpointConfig } | undefined {
  const endpoint = endpointsOf(spec).get(network);
  if (!endpoint) return undefined;
  const quiet = { ...endpoint, Aliases: (endpoint.Aliases ?? []).filter((alias) => alias !== service) };
  const given = spec.body.NetworkingConfig?.EndpointsConfig;
  return {
    endpoint,
    spec: {
      ...spec,
      body: given?.[network]
        ? { ...spec.body, NetworkingConfig: { EndpointsConfig: { ...given, [network]: quiet } } }
        : spec.body,
      extraNetworks: spec.extraNetworks.map((extra) =>
        extra.name === network ? { name: network, endpoint: quiet } : extra,
      ),
    },
  };
}
