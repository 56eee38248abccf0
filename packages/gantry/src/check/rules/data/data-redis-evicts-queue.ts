import { referencesOf } from "../../facts/service/references.ts";
import { serviceDependency } from "../../facts/service/service-dependency.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import { replaceWithin } from "../../fix/edit.ts";
import type { Place } from "../../place.ts";
import { defineRule } from "../../rule.ts";
import { queueUse } from "./shared/queue-use.ts";
import { redisOption } from "./shared/redis-option.ts";

export const rule = defineRule({
  id: "data-redis-evicts-queue",
  group: "data",
  severity: "error",
  summary: "A Redis that keeps jobs throws nothing away",
  why: "With any other policy than noeviction Redis deletes keys when its memory is full, and a job is a key like any other: jobs disappear without an error, or are half there, and workers fail on what is left. It happens on the busiest day, because only then the memory is full.",
  fix: "Set --maxmemory-policy noeviction, and give what is only a cache a Redis of its own.",
  links: [
    "https://docs.bullmq.io/guide/going-to-production#max-memory-policy",
    "https://redis.io/docs/latest/develop/reference/eviction/",
  ],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const redis of facts.services()) {
      if (redis.is("redis") !== "yes") continue;
      const use = queueUse(redis);
      if (!use) continue;
      const { user, library } = use;
      const policy = redisOption(redis, "maxmemory-policy");
      if (typeof policy === "object") {
        if (policy.value === "noeviction" || hasUnknown(policy.value) || policy.value.includes("$")) continue;
        yield {
          at: policy.at,
          message: `"${redis.name}" deletes keys by ${policy.value} when it is full, and ${library.name} of "${user.name}" keeps its jobs there.`,
          related: [{ at: library.at, message: `"${user.name}" uses ${library.name}.` }],
          fix: {
            title: "Throw nothing away",
            suggestion: true,
            edits: replaceWithin(facts, policy.at, policy.value, "noeviction"),
          },
        };
      }
      const cache = policy === "unknown" ? undefined : cacheUse(redis);
      if (cache) {
        yield {
          at: cache.at,
          severity: "info",
          message: `${cache.name} makes "${redis.name}" a cache, and ${library.name} keeps jobs there: no policy for a full memory is right for both.`,
          related: [{ at: library.at, message: `"${user.name}" uses ${library.name}.` }],
          advice: "Give the cache a Redis of its own.",
        };
      }
    }
  },
});

/** Libraries that cache in Redis and in nothing else that a stack has, by their names in npm and PyPI. */
const cacheLibraries = [
  "fastapi-cache2",
  "django-redis",
  "@keyv/redis",
  "cache-manager-ioredis-yet",
  "cache-manager-redis-yet",
  "cache-manager-redis-store",
];

/** A variable, or a library, that says that the same Redis is a cache. */
function cacheUse(redis: ServiceFacts): { at: Place; name: string } | undefined {
  const isOnly = [...redis.stack.services.values()].every((other) => other === redis || other.is("redis") !== "yes");
  for (const user of redis.stack.services.values()) {
    const library = isOnly && user !== redis ? serviceDependency(user, ...cacheLibraries) : undefined;
    if (library && referencesOf(user).some(({ host }) => redis.hostNames.includes(host)))
      return { at: library.at, name: `The library ${library.name}` };
    const found = referencesOf(user).find(({ host, name }) => redis.hostNames.includes(host) && /CACHE/.test(name));
    if (found && user !== redis) return found;
  }
  return undefined;
}
