import type { Stack } from "../../model/stack.ts";

/** The stack without the networks, volumes, configs and secrets that none of its services uses: Compose makes none of them either. */
export function dropUnused(stack: Stack): Stack {
  const services = Object.values(stack.services);
  const mounts = services.flatMap(({ volumes = [] }) => volumes).filter(({ type }) => type !== "bind");
  const secrets = services.flatMap(({ secrets = [], build }) => [...secrets, ...(build?.secrets ?? [])]);
  const used = {
    networks: services.flatMap(({ networks }) => Object.keys(networks ?? {})),
    volumes: mounts.flatMap(({ source }) => source ?? []),
    configs: services.flatMap(({ configs = [] }) => configs.map(({ source }) => source)),
    secrets: secrets.map(({ source }) => source),
  };
  const kept = { ...stack };
  for (const section of ["networks", "volumes", "configs", "secrets"] as const) {
    const names = new Set(used[section]);
    const parts = Object.entries(stack[section] ?? {}).filter(([name]) => names.has(name));
    if (parts.length > 0) kept[section] = Object.fromEntries(parts);
    else delete kept[section];
  }
  return kept;
}
