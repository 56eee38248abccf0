import type { LoadedStack } from "../../model/stack.ts";

/** Naming a service on the command line activates its profiles, and with them every service that has one of these. */
export function enableServices(loaded: LoadedStack, names: readonly string[]): LoadedStack {
  const profiles = new Set(names.flatMap((name) => loaded.inactive[name]?.profiles ?? []));
  if (profiles.size === 0) return loaded;
  const services = { ...loaded.stack.services };
  const inactive: LoadedStack["inactive"] = {};
  for (const [name, service] of Object.entries(loaded.inactive)) {
    const chosen = service.profiles?.some((profile) => profiles.has(profile)) ? services : inactive;
    chosen[name] = service;
  }
  return { ...loaded, stack: { ...loaded.stack, services }, inactive };
}
