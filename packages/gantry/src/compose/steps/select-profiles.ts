import type { Service } from "../../model/service.ts";
import { setOwn } from "../set-own.ts";

export interface SelectedServices {
  active: Record<string, Service>;
  inactive: Record<string, Service>;
}

/** Parts services by their profiles: one without any is always active, `"*"` activates all. */
export function selectProfiles(
  services: Readonly<Record<string, Service>>,
  profiles: readonly string[],
): SelectedServices {
  const selected: SelectedServices = { active: {}, inactive: {} };
  for (const [name, service] of Object.entries(services)) {
    const own = service.profiles ?? [];
    const active = own.length === 0 || profiles.includes("*") || own.some((profile) => profiles.includes(profile));
    setOwn(selected[active ? "active" : "inactive"], name, service);
  }
  return selected;
}
