import { runsOwnProgram } from "../../facts/service/runs-own-program.ts";
import { serviceDependency } from "../../facts/service/service-dependency.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { replaceValue } from "../../fix/edit.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import { defineRule } from "../../rule.ts";
import { queueLibraries } from "../data/shared/queue-libraries.ts";

const second = 1e9;

export const rule = defineRule({
  id: "compose-stop-grace-too-short",
  group: "compose",
  severity: "warn",
  summary: "Databases and workers have the time that they need to stop",
  why: "Ten seconds after the signal to stop, the engine kills the process. A database that is still writing its checkpoint recovers from its log at the next start, which makes that slow and, on a bad disk, uncertain; a worker's job is cut off in the middle and runs twice, or never.",
  fix: "Set stop_grace_period to half a minute or more.",
  links: ["https://docs.docker.com/reference/compose-file/services/#stop_grace_period"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.stop_grace_period"],
  *check(facts) {
    for (const service of facts.productionServices()) {
      const { stop_grace_period: period } = service.model;
      if (service.has("stop_grace_period") === "unknown" || (period !== undefined && period >= 30 * second)) continue;
      const what =
        service.image?.knowledge?.role === "database" && runsOwnProgram(service)
          ? "a database"
          : isWorker(service)
            ? "a worker"
            : undefined;
      if (what === undefined) continue;
      const at = period === undefined ? service.at() : service.at("stop_grace_period");
      const edits =
        period === undefined ? addEntry(facts, at, "stop_grace_period", "1m") : replaceValue(facts, at, "1m");
      yield {
        at,
        message: `"${service.name}", ${what}, is killed ${period === undefined ? 10 : period / second} seconds after it was told to stop.`,
        fix: { title: "Give it a minute", edits },
      };
    }
  },
});

/** A program that works through a queue: by its command, or by its name where a queue's library is in the build. */
function isWorker(service: ServiceFacts): boolean {
  const commands = service.startCommands.map(({ argv }) => argv.join(" "));
  if (
    commands.some((text) =>
      /\b(celery\b.*\bworker|taskiq worker|rq worker|arq \S+|dramatiq \S+|sidekiq|huey_consumer\S*)\b/.test(text),
    )
  )
    return true;
  return (
    /(^|[-_])(worker|workers|queue|consumer|jobs)([-_]|$)/i.test(service.name) &&
    serviceDependency(service, ...queueLibraries) !== undefined
  );
}
