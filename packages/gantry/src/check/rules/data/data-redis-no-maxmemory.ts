import { memoryLimit } from "../../facts/service/memory-limit.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { appendCommand } from "../../fix/edit-service.ts";
import { defineRule } from "../../rule.ts";
import { redisOption } from "./shared/redis-option.ts";

const mebibyte = 1024 * 1024;

export const rule = defineRule({
  id: "data-redis-no-maxmemory",
  group: "data",
  severity: "warn",
  summary: "A Redis with a memory limit knows it",
  why: "Redis does not look at the container's limit. Without maxmemory it grows until the kernel kills it, and then everything that was not saved is gone; with maxmemory it refuses writes, or deletes what may be deleted. It needs room above that for its connections and for the copy that it makes while saving.",
  fix: "Set --maxmemory to three quarters of the container's limit or less.",
  links: ["https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/memory-optimization/"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.command"],
  *check(facts) {
    for (const service of facts.services()) {
      const limit = service.is("redis") === "yes" ? memoryLimit(service) : undefined;
      if (!limit) continue;
      const given = redisOption(service, "maxmemory");
      const wanted = `${Math.max(1, Math.floor((limit.bytes * 0.75) / mebibyte))}mb`;
      const shown = `${Math.round(limit.bytes / mebibyte)} MiB`;
      if (given === "absent") {
        const program = service.build
          ? undefined
          : service.image?.base.name.startsWith("valkey")
            ? "valkey-server"
            : "redis-server";
        yield {
          at: limit.at,
          message: `"${service.name}" has a limit of ${shown} and no maxmemory: the kernel kills it when it is full.`,
          fix: {
            title: `Set --maxmemory ${wanted}`,
            edits: appendCommand(facts, service, ["--maxmemory", wanted], program),
          },
        };
      } else if (given !== "unknown") {
        const bytes = parseSize(given.value);
        if (bytes === undefined || (bytes > 0 && bytes <= limit.bytes * 0.75)) continue;
        yield {
          at: given.at,
          message: `"${service.name}" has maxmemory ${given.value}${bytes === 0 ? ", which is none," : ""} and a limit of ${shown}: the kernel kills it first.`,
          related: [{ at: limit.at, message: `The limit is ${shown}.` }],
          fix: { title: `Set it to ${wanted}`, edits: replaceWithin(facts, given.at, `${given.value}`, wanted) },
        };
      }
    }
  },
});

const units: Readonly<Record<string, number>> = {
  b: 1,
  k: 1e3,
  kb: 1024,
  m: 1e6,
  mb: mebibyte,
  g: 1e9,
  gb: 1024 * mebibyte,
};

/** `256mb` in bytes, as Redis reads it; undefined for anything else. */
function parseSize(text: string): number | undefined {
  const [, number, unit = "b"] = /^(\d+)([kmg]?b?)$/i.exec(text.trim()) ?? [];
  const factor = units[unit.toLowerCase() || "b"];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}
