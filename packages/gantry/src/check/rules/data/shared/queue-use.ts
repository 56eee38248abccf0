import { referencesOf } from "../../../facts/service/references.ts";
import { type ServiceDependency, serviceDependency } from "../../../facts/service/service-dependency.ts";
import type { ServiceFacts } from "../../../facts/service/service-facts.ts";
import { queueLibraries } from "./queue-libraries.ts";

/** The service that keeps its jobs in this Redis: it names the host, and its build has a library for queues. */
export function queueUse(redis: ServiceFacts): { user: ServiceFacts; library: ServiceDependency } | undefined {
  for (const user of redis.stack.services.values()) {
    const library = user === redis ? undefined : serviceDependency(user, ...queueLibraries);
    if (library && referencesOf(user).some(({ host }) => redis.hostNames.includes(host))) return { user, library };
  }
  return undefined;
}
