import type { Facts } from "../../facts/facts.ts";
import { referencesOf } from "../../facts/service/references.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { writtenDependencies } from "../../facts/service/written-dependencies.ts";
import type { Fix } from "../../finding.ts";
import { addNetwork } from "../../fix/edit-service.ts";
import { defineRule } from "../../rule.ts";
import { shareNetwork } from "./shared/networks.ts";

export const rule = defineRule({
  id: "network-peers-not-connected",
  group: "network",
  severity: "error",
  summary: "Services that talk to each other share a network",
  why: "A name is only known on the networks that its service is on. A service on none of them gets ENOTFOUND, or a proxy answers 502, although both containers are healthy and the name is spelled right.",
  fix: "Attach both to one network.",
  links: ["https://docs.docker.com/compose/how-tos/networking/"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const service of facts.services()) {
      if (!isWhole(service)) continue;
      const told = new Set<string>();
      for (const { host, at, name, shared } of referencesOf(service)) {
        // Several services may answer to one name, on a network each.
        const targets = service.stack.servicesByHost(host);
        const [target] = targets;
        if (!target || shared || told.has(target.name) || !isWhole(target)) continue;
        if (targets.some((each) => each === service || shareNetwork(service, each) !== "no")) continue;
        told.add(target.name);
        yield {
          at,
          message: `"${service.name}" talks to "${target.name}" (${name}), and they share no network.`,
          related: networkPlaces(service, target),
          fix: connect(facts, service, target),
        };
      }
      for (const [target, { condition }] of writtenDependencies(service)) {
        const role = target.image?.knowledge?.role ?? "";
        if (
          condition === "service_completed_successfully" ||
          !["database", "cache", "search", "queue", "pooler"].includes(role)
        )
          continue;
        if (told.has(target.name) || !isWhole(target) || shareNetwork(service, target) !== "no") continue;
        yield {
          at: service.at("depends_on", target.name),
          severity: "warn",
          message: `"${service.name}" waits for "${target.name}", and they share no network.`,
          related: networkPlaces(service, target),
          fix: connect(facts, service, target),
        };
      }
    }
  },
});

/** What has neither an image nor a build is a part of a service: its networks stand in another file. */
const isWhole = ({ model }: ServiceFacts): boolean => model.image !== undefined || model.build !== undefined;

const networkPlaces = (...services: readonly ServiceFacts[]) =>
  services.map((service) => ({
    at: service.model.networks && !("default" in service.model.networks) ? service.keyAt("networks") : service.at(),
    message: `"${service.name}" is on ${service.networks.join(" and ")}.`,
  }));

function connect(facts: Facts, service: ServiceFacts, target: ServiceFacts): Fix | undefined {
  const [network] = target.networks;
  if (network === undefined) return undefined;
  return {
    title: `Attach ${service.name} to ${network}`,
    suggestion: true,
    edits: addNetwork(facts, service, network),
  };
}
