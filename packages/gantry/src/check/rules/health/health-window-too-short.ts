import type { Facts } from "../../facts/facts.ts";
import { bootSeconds } from "../../facts/images/boot-seconds.ts";
import { appFolderOf } from "../../facts/service/app-folder.ts";
import { type BootBudget, bootBudget } from "../../facts/service/boot-budget.ts";
import type { HealthFacts } from "../../facts/service/health-facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { TextEdit } from "../../finding.ts";
import { replaceValue } from "../../fix/edit.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import { defineRule } from "../../rule.ts";
import { nextRoutes, routeFor } from "./shared/next-routes.ts";
import { probedPath } from "./shared/probed-path.ts";

const second = 1_000_000_000;

export const rule = defineRule({
  id: "health-window-too-short",
  group: "health",
  severity: "warn",
  summary: "A container has as much time to become healthy as its start takes",
  why: 'A container is unhealthy after start_period and then as many failures as retries say, one an interval. When its start waits for a database, migrates, or recovers after a crash, that time is over before it answers: docker compose up ends with "dependency failed to start", and what waits for it, often the proxy, is not started at all.',
  fix: "Raise start_period to what the start may take.",
  links: ["https://docs.docker.com/reference/compose-file/services/#healthcheck"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.healthcheck.start_period"],
  *check(facts) {
    for (const service of facts.services()) {
      const { health, stack, name } = service;
      if (!health || health.form === "NONE") continue;
      if (["interval", "retries", "start_period"].some((key) => stack.isUnclear("services", name, "healthcheck", key)))
        continue;
      const { interval = 30 * second, retries = 3, start_period: start = 0 } = health.timing;
      const window = (start + interval * retries) / second;
      const { seconds, reasons } = longest(bootBudget(service), askedStores(facts, service));
      if (window >= seconds) continue;
      yield {
        at: placeOf(service, health),
        message: `The container of "${name}" is unhealthy after ${Math.round(window)} s without an answer, and its start may take ${seconds} s.`,
        related: reasons,
        fix: { title: `Raise start_period to ${seconds}s`, edits: raise(facts, service, health, seconds) },
      };
    }
  },
});

const longest = (one: BootBudget, other: BootBudget): BootBudget => (other.seconds > one.seconds ? other : one);

/** The stores that the health route of a Next.js application asks, and that nothing waits for before. */
function askedStores(facts: Facts, service: ServiceFacts): BootBudget {
  const probed = probedPath(service);
  const folder = probed && appFolderOf(service);
  const route = folder === undefined || !probed ? undefined : routeFor(nextRoutes(facts, folder), probed.path);
  const text = route && facts.repository.read(route.file)?.text;
  let budget: BootBudget = { seconds: 0, reasons: [] };
  if (text === undefined) return budget;
  for (const other of service.stack.services.values()) {
    const seconds = bootSeconds.get(other.image?.family ?? "") ?? 0;
    if (seconds <= budget.seconds || service.model.depends_on?.[other.name]?.condition === "service_healthy") continue;
    if (!new RegExp(`\\b${other.image?.family}\\b`, "i").test(text)) continue;
    const message = `The health route asks "${other.name}", which may take ${seconds} s, and nothing waits for it.`;
    budget = { seconds, reasons: [{ at: other.at(), message }] };
  }
  return budget;
}

const placeOf = (service: ServiceFacts, { source, at }: HealthFacts) =>
  service.has("healthcheck", "start_period") === "yes"
    ? service.at("healthcheck", "start_period")
    : source === "compose"
      ? service.keyAt("healthcheck")
      : at;

function raise(facts: Facts, service: ServiceFacts, { source, at }: HealthFacts, seconds: number): TextEdit[] {
  if (service.has("healthcheck", "start_period") === "yes")
    return replaceValue(facts, service.at("healthcheck", "start_period"), `${seconds}s`);
  if (source === "compose") return addEntry(facts, service.keyAt("healthcheck"), "start_period", `${seconds}s`);
  const flag = service.image?.stage?.last("HEALTHCHECK")?.flags.find((each) => each.name === "start-period");
  if (flag) return replaceValue(facts, flag.at, `--start-period=${seconds}s`);
  const start = facts.repository.read(at.file)?.offsetAt(at);
  if (start === undefined) return [];
  const end = start + "HEALTHCHECK".length;
  return [{ file: at.file, start: end, end, text: ` --start-period=${seconds}s` }];
}
