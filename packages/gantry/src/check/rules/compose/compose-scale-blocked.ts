import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { Fix, Related } from "../../finding.ts";
import { removeEntry } from "../../fix/edit-yaml.ts";
import { defineRule } from "../../rule.ts";
import { optionValues } from "../../shell/command-line.ts";

export const rule = defineRule({
  id: "compose-scale-blocked",
  group: "compose",
  severity: "error",
  summary: "A service of which several containers are to run has no fixed name and no fixed host port",
  why: "Two containers cannot have one name or publish one host port: Docker Compose starts the first one and fails at the second, or refuses the model. The scaling never took place, or the next deployment stops half-way.",
  fix: "Take container_name out; publish a range of ports, or let a proxy reach the service by its name.",
  links: ["https://docs.docker.com/reference/cli/docker/compose/up/"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    // A swarm publishes a port once for all replicas, and does not look at container_name.
    if ([...facts.commands()].some(({ argv }) => argv.join(" ").startsWith("docker stack deploy"))) return;
    for (const service of facts.services()) {
      const wanted = replicasOf(service);
      if (!wanted) continue;
      const related = [wanted.related];
      if (service.model.container_name !== undefined) {
        const at = service.keyAt("container_name");
        const fix: Fix = { title: "Take container_name out", suggestion: true, edits: removeEntry(facts, at) };
        yield {
          at,
          message: `"${service.name}" has a container_name, so only one of its ${wanted.count} containers can exist.`,
          related,
          fix,
        };
      }
      for (const [index, { published, target, mode }] of (service.model.ports ?? []).entries()) {
        if (published === undefined || !/^\d+$/.test(published) || mode === "host") continue;
        yield {
          at: service.at("ports", index),
          message: `"${service.name}" publishes host port ${published}, which only one of its ${wanted.count} containers can have.`,
          related,
          advice: `Publish a range such as ${published}-${Number(published) + wanted.count - 1}:${target}, or put a proxy before it.`,
        };
      }
    }
  },
});

/** How many containers are asked for, when it is more than one. */
function replicasOf(service: ServiceFacts): { count: number; related: Related } | undefined {
  const { deploy, scale } = service.model;
  const count = scale ?? deploy?.replicas ?? 1;
  const at = scale === undefined ? service.at("deploy", "replicas") : service.at("scale");
  if (count > 1) return { count, related: { at, message: `${count} are asked for here.` } };
  for (const { command, subcommand, rest } of service.stack.commands) {
    const values = subcommand === "scale" ? rest : optionValues(rest, "--scale");
    for (const value of values) {
      const [name, number] = value.split("=");
      const asked = Number(number);
      if (name === service.name && asked > 1)
        return { count: asked, related: { at: command.at, message: `${asked} are asked for here.` } };
    }
  }
  return undefined;
}
