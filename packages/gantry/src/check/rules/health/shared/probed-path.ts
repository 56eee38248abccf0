import type { ServiceFacts } from "../../../facts/service/service-facts.ts";
import { hasUnknown } from "../../../facts/unknown.ts";
import { isLoopback } from "../../../facts/url.ts";
import type { Place } from "../../../place.ts";
import { urlOf } from "./probe-url.ts";

/** The path that a health check asks of its own container: `/api/health`. */
export function probedPath(service: ServiceFacts): { path: string; at: Place } | undefined {
  for (const command of service.health?.commands ?? []) {
    const url = urlOf(command);
    if (!url || !/^https?$/.test(url.scheme) || !isLoopback(url.host) || hasUnknown(url.path) || url.path.includes("$"))
      continue;
    return { path: `/${url.path.replace(/\/$/, "")}`, at: url.at };
  }
  return undefined;
}
