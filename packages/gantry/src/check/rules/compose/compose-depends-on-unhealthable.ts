import { writtenDependencies } from "../../facts/service/written-dependencies.ts";
import { replaceValue } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "compose-depends-on-unhealthable",
  group: "compose",
  severity: "error",
  summary: "What a service waits for can come true",
  why: "A container without a health check is never healthy, and one that restarts by itself never completes. Docker Compose accepts both in the file, then gives up at the first start: the service that waits is not started, or up waits until its time is over.",
  fix: "Give the service a health check, or wait for what it does.",
  links: ["https://docs.docker.com/reference/compose-file/services/#depends_on"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const service of facts.services()) {
      for (const [target, { condition }] of writtenDependencies(service)) {
        const at = service.at("depends_on", target.name, "condition");
        if (condition === "service_healthy" && target.isProbed === "no") {
          const off = target.health;
          yield {
            at,
            message: `"${service.name}" waits until "${target.name}" is healthy, which has no health check${off ? " that is switched on" : ""}.`,
            related: off ? [{ at: off.at, message: "It is switched off here." }] : [],
            advice: `Give "${target.name}" a health check.`,
          };
        }
        const { restart } = target.model;
        if (condition !== "service_completed_successfully" || !restart || !/^(always|unless-stopped)$/.test(restart))
          continue;
        yield {
          at,
          message: `"${service.name}" waits until "${target.name}" has ended, which is started again whenever it ends.`,
          related: [{ at: target.at("restart"), message: `restart is ${restart}.` }],
          fix: {
            title: "Start it again only when it fails",
            suggestion: true,
            edits: replaceValue(facts, target.at("restart"), "on-failure"),
          },
        };
      }
    }
  },
});
