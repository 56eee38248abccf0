import type { ContainerInspect, EndpointConfig, EndpointState } from "../../engine/types.ts";
import type { ContainerSpec } from "../operation.ts";
import type { CompareContext } from "./compare-context.ts";

/**
 * The networks that a container is on against those that it should be on. `drift`: its definition is the same, so that a difference
 * was made by hand. A network of others that it was connected to is left alone: monitoring and proxies do that.
 */
export function compareNetworks(
  spec: ContainerSpec,
  { NetworkSettings, State }: ContainerInspect,
  { networkIds, projectNetworks }: CompareContext,
  drift: boolean,
): string[] {
  const wanted = endpointsOf(spec);
  const found = NetworkSettings.Networks;
  const reasons: string[] = [];
  for (const [name, endpoint] of wanted) {
    const state = found[name];
    if (!state) reasons.push(drift ? `network ${name} left by hand` : `network ${name} added`);
    else if (isOther(state.NetworkID, networkIds[name])) reasons.push(`network ${name} was made anew`);
    else if (differs(endpoint, state, State.Running)) reasons.push(`its place in network ${name} changed`);
  }
  if (wanted.size > 0 && !drift) {
    const left = Object.keys(found).filter((name) => !wanted.has(name) && projectNetworks.has(name));
    reasons.push(...left.map((name) => `network ${name} removed`));
  }
  return reasons;
}

export function endpointsOf({ body, extraNetworks }: ContainerSpec): Map<string, EndpointConfig> {
  return new Map([
    ...Object.entries(body.NetworkingConfig?.EndpointsConfig ?? {}),
    ...extraNetworks.map(({ name, endpoint }) => [name, endpoint] as const),
  ]);
}

function isOther(found: string, current: string | undefined): boolean {
  return found !== "" && found !== current;
}

function differs(wanted: EndpointConfig, found: EndpointState, running: boolean): boolean {
  const known = new Set([...(found.Aliases ?? []), ...(found.DNSNames ?? [])]);
  if ((wanted.Aliases ?? []).some((alias) => !known.has(alias))) return true;
  const [wantedLinks, foundLinks] = [wanted.Links ?? [], new Set(found.Links ?? [])];
  if (wantedLinks.some((link) => !foundLinks.has(link))) return true;
  const { IPv4Address, IPv6Address } = wanted.IPAMConfig ?? {};
  if (IPv4Address && IPv4Address !== found.IPAMConfig?.IPv4Address) return true;
  if (IPv6Address && IPv6Address !== found.IPAMConfig?.IPv6Address) return true;
  return running && Boolean(wanted.MacAddress) && wanted.MacAddress?.toLowerCase() !== found.MacAddress?.toLowerCase();
}
