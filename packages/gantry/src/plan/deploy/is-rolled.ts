import type { Service } from "../../model/service.ts";
import type { Stack } from "../../model/stack.ts";
import { isDataStore, isStateful } from "../describe/is-stateful.ts";

/** Why a service is replaced in place, with a pause; undefined: its new containers start beside the old ones. */
export function whyNotRolled(stack: Stack, name: string): string | undefined {
  const service = stack.services[name] ?? {};
  if (isStateful(service) || isDataStore(service)) return "it holds data";
  if (endsByItself(stack, name)) return "it runs to its end";
  if (service.deploy?.update_config?.order === "stop-first") return "one version of it at a time: stop-first";
  if ((service.ports ?? []).some(({ published }) => published !== undefined)) return "it publishes ports of the host";
  if (service.container_name !== undefined) return "its container has a fixed name";
  if (service.network_mode !== undefined) return `its network is ${JSON.stringify(service.network_mode)}`;
  if (hasFixedAddress(service)) return "it has a fixed address";
  if (isShared(stack, name)) return "other services share its namespaces or volumes";
  return undefined;
}

function endsByItself({ services }: Stack, name: string): boolean {
  return Object.values(services).some(
    ({ depends_on = {} }) => depends_on[name]?.condition === "service_completed_successfully",
  );
}

function hasFixedAddress({ networks = {}, mac_address }: Service): boolean {
  const fixed = Object.values(networks).some(
    (network) => network?.ipv4_address ?? network?.ipv6_address ?? network?.mac_address,
  );
  return fixed || mac_address !== undefined;
}

function isShared({ services }: Stack, name: string): boolean {
  return Object.values(services).some(({ network_mode, ipc, pid, uts, volumes_from = [], links = [] }) => {
    const modes = [network_mode, ipc, pid, uts];
    if (modes.includes(`service:${name}`)) return true;
    return [...volumes_from, ...links].some((source) => source.split(":")[0] === name);
  });
}
