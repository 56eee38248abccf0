import { addNetwork } from "../../fix/edit-service.ts";
import { defineRule } from "../../rule.ts";
import { isInternalOnly, openNetwork } from "./shared/networks.ts";

export const rule = defineRule({
  id: "network-ports-on-internal",
  group: "network",
  severity: "error",
  summary: "A service that publishes ports is on a network that is not internal",
  why: "The engine publishes no port for a container that is on internal networks only. Docker Compose takes the file, the container runs, docker ps even lists nothing wrong, and connections to the port are refused.",
  fix: "Attach the service to a network that is not internal, or take the ports out.",
  links: ["https://docs.docker.com/reference/compose-file/networks/#internal"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    for (const service of facts.services()) {
      const [port] = service.model.ports ?? [];
      if (!port || !isInternalOnly(service)) continue;
      const network = openNetwork(service);
      yield {
        at: service.at("ports", 0),
        message: `"${service.name}" publishes port ${port.target}, and is on internal networks only: nobody reaches it there.`,
        related: service.networks.map((name) => ({
          at: service.stack.at("networks", name, "internal"),
          message: `${name} is internal.`,
        })),
        ...(network !== undefined && {
          fix: { title: `Attach it to ${network} too`, suggestion: true, edits: addNetwork(facts, service, network) },
        }),
      };
    }
  },
});
