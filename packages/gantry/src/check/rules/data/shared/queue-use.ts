import { referencesOf } from "../../../facts/service/references.ts";
import { type ServiceDependency, serviceDependency } from "../../../facts/service/service-dependency.ts";
import type { ServiceFacts } from "../../../facts/service/service-facts.ts";
import { queueLibraries } from "./queue-libraries.ts";

/** The service that keeps its jobs in this Redis: it names the host, and its build has a library for queues. */
export function queueUse(redis: ServiceFacts): { user: ServiceFacts; library: ServiceDependency } | undefined {
  for (const user of redis.stack.services.values()) {
    const library = user === redis ? undefined : serviceDependency(user, ...queueLibraries);
    if (library && keepsJobsIn(redis, user)) return { user, library };
  }
  return undefined;
}

/** Whether a variable leads there; one that is named after a cache does not count beside another Redis. */
function keepsJobsIn(redis: ServiceFacts, user: ServiceFacts): boolean {
  const references = referencesOf(user);
  const own = references.filter(({ host }) => redis.hostNames.includes(host));
  const hasOther = references.some(({ host }) => {
    const target = redis.stack.serviceByHost(host);
    return target !== undefined && target !== redis && target.is("redis") === "yes";
  });
  return hasOther ? own.some(({ name }) => !/CACHE|SESSION/i.test(name)) : own.length > 0;
}
