import type { Facts } from "../../facts/facts.ts";
import type { HealthFacts, ProbeCommand } from "../../facts/service/health-facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { defineRule } from "../../rule.ts";
import { addArguments } from "./shared/add-arguments.ts";

export const rule = defineRule({
  id: "health-redis-ping-always-zero",
  group: "health",
  severity: "warn",
  summary: "A redis-cli probe fails on an error reply",
  why: "redis-cli exits 0 when it gets an error reply, such as NOAUTH or LOADING: the check is green while nobody can use the store. Only -e makes an error reply an exit code of 1.",
  fix: "Run redis-cli -e ping (Redis 7 and newer) or redis-cli ping | grep -q PONG; with a password give it in REDISCLI_AUTH, which does not show in the process list.",
  links: ["https://redis.io/docs/latest/develop/tools/cli/"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.healthcheck.test"],
  *check(facts) {
    for (const service of facts.services()) {
      const { health } = service;
      if (!health || /PONG|\bgrep\b/i.test(health.shell?.text ?? "")) continue;
      for (const command of health.commands) {
        const { argv } = command;
        const program = argv[0]?.replace(/^.*\//, "") ?? "";
        if (!/^(redis|valkey)-cli$/.test(program) || !argv.some((word) => /^ping$/i.test(word)) || argv.includes("-e"))
          continue;
        const locked = service.argv?.some((word) => word.includes("--requirepass")) === true;
        const given =
          argv.some((word) => /^(-a|--pass|--user|-u)$/.test(word)) ||
          service.env.has("REDISCLI_AUTH") !== "no" ||
          (health.shell?.text.includes("REDISCLI_AUTH") ?? false);
        const denied = locked && !given;
        yield {
          at: command.at,
          ...(denied && { severity: "error" as const }),
          message: denied
            ? `The health check of "${service.name}" gives no password to ${program}, and is green all the same: an error reply exits 0.`
            : `The health check of "${service.name}" is green on an error reply too: ${program} exits 0.`,
          ...(denied && {
            related: [{ at: service.at("command"), message: "The server asks for a password here." }],
            advice: `Set REDISCLI_AUTH in the environment of "${service.name}", and run ${program} -e ping.`,
          }),
          ...(!denied &&
            (knowsExitOption(service)
              ? mend(facts, health, command)
              : { advice: `Run ${program} ping | grep -q PONG in a shell.` })),
        };
      }
    }
  },
});

const mend = (facts: Facts, health: HealthFacts, command: ProbeCommand) => ({
  fix: { title: "Fail on an error reply", edits: addArguments(facts, health, command, 1, ["-e"]) },
});

/** -e came with Redis 6.2; older clients end with an error at once. */
const knowsExitOption = ({ image }: ServiceFacts): boolean => (image?.base.major ?? 0) >= 7;
