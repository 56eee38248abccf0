import type { IpamPool, NetworkCreateBody } from "../../engine/types.ts";
import type { Network } from "../../model/stack.ts";
import { apiAtLeast } from "../api-version.ts";
import { canonicalHash } from "../canonical-hash.ts";
import type { DesiredNetwork } from "../desired.ts";
import { label } from "../labels.ts";
import { compact, nonEmptyMap } from "./compact.ts";
import { newestApi } from "./context.ts";

export function describeNetwork(
  key: string,
  network: Network,
  options: { project: string; apiVersion: string; bookkeeping: Readonly<Record<string, string>> },
): DesiredNetwork {
  const name = network.name ?? `${options.project}_${key}`;
  const hash = canonicalHash(describeBody(name, network, newestApi));
  const body = describeBody(name, network, options.apiVersion);
  body.Labels = {
    ...network.labels,
    ...options.bookkeeping,
    [label.network]: key,
    [label.configHash]: hash,
    [label.hash]: hash,
  };
  return { key, name, external: network.external === true, body, hash };
}

function describeBody(name: string, network: Network, apiVersion: string): NetworkCreateBody {
  const { ipam } = network;
  const pools = (ipam?.config ?? []).map(
    ({ subnet, gateway, ip_range, aux_addresses }): IpamPool =>
      compact({
        Subnet: subnet,
        Gateway: gateway,
        IPRange: ip_range,
        AuxiliaryAddresses: nonEmptyMap(aux_addresses),
      }),
  );
  const hasIpam = pools.length > 0 || ipam?.driver !== undefined || ipam?.options !== undefined;
  return compact<NetworkCreateBody>({
    Name: name,
    Driver: network.driver,
    Internal: network.internal || undefined,
    Attachable: network.attachable || undefined,
    EnableIPv4: apiAtLeast(apiVersion, "1.48") ? network.enable_ipv4 : undefined,
    EnableIPv6: network.enable_ipv6,
    Options: nonEmptyMap(network.driver_opts),
    Labels: nonEmptyMap(network.labels),
    IPAM: hasIpam
      ? compact({ Driver: ipam?.driver, Config: pools.length > 0 ? pools : undefined, Options: ipam?.options })
      : undefined,
  });
}
