import type { Stack } from "../../model/stack.ts";

/** The services of a stack by every name that others reach them by: key, container name, aliases. */
export function serviceNames({ services }: Stack): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [key, service] of Object.entries(services)) {
    const aliases = Object.values(service.networks ?? {}).flatMap((network) => network?.aliases ?? []);
    for (const name of [service.container_name, ...aliases]) if (name) names.set(name, key);
  }
  // A key is stronger than what another service is called beside its own.
  for (const key of Object.keys(services)) names.set(key, key);
  return names;
}
