import type { DependencyCondition } from "../../../model/service.ts";
import { migrationOf } from "../../facts/commands/migration-command.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { writtenDependencies } from "../../facts/service/written-dependencies.ts";
import { setConditions } from "../../fix/edit-depends-on.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "compose-depends-on-too-weak",
  group: "compose",
  severity: "warn",
  summary: "What waits for a service with a health check waits until it is healthy",
  why: "The short form of depends_on, and service_started, wait for the container and not for the program in it. A database that initialises its folder, or a tunnel that logs in, is not there for several seconds: the first queries fail, and a migration ends with an error although nothing is wrong.",
  fix: "Write condition: service_healthy.",
  links: ["https://docs.docker.com/compose/how-tos/startup-order/"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.depends_on.*.condition"],
  *check(facts) {
    for (const service of facts.services()) {
      const dependencies = writtenDependencies(service);
      const weak = dependencies.filter(([, { condition }]) => condition === "service_started");
      for (const [target] of weak) {
        const at = service.at("depends_on", target.name);
        if (target.isProbed === "yes") {
          const conditions = new Map(
            dependencies.map(([other, { condition }]): [string, DependencyCondition] => [
              other.name,
              condition === "service_started" && other.isProbed === "yes" ? "service_healthy" : condition,
            ]),
          );
          yield {
            at,
            message: `"${service.name}" waits only until the container of "${target.name}" runs, though it has a health check.`,
            related: target.health
              ? [{ at: target.health.at, message: "The health check that it could wait for." }]
              : [],
            fix: { title: "Wait until it is healthy", edits: setConditions(facts, service, conditions) },
          };
        } else if (target.isProbed === "no" && isTunnel(target) && isWaitedFor(service)) {
          yield {
            at,
            message: `"${service.name}" has to become healthy, and waits only until the container of "${target.name}", its way to the database, runs.`,
            advice: `Give "${target.name}" a health check, and wait for service_healthy.`,
          };
        } else if (target.isProbed === "no" && isStore(target) && migrates(service)) {
          yield {
            at,
            message: `"${service.name}" runs migrations when it starts and waits only until the container of "${target.name}" runs.`,
            advice: `Give "${target.name}" a health check, and wait for service_healthy.`,
          };
        }
      }
    }
  },
});

const isStore = ({ image }: ServiceFacts): boolean =>
  ["database", "tunnel", "pooler"].includes(image?.knowledge?.role ?? "");

const isTunnel = ({ image }: ServiceFacts): boolean => image?.knowledge?.role === "tunnel";

/** Whether another service is only started when this one is healthy. */
const isWaitedFor = ({ name, stack }: ServiceFacts): boolean =>
  [...stack.services.values()].some(({ model }) => model.depends_on?.[name]?.condition === "service_healthy");

const migrates = ({ startCommands }: ServiceFacts): boolean =>
  startCommands.some(({ argv }) => migrationOf(argv) !== undefined);
