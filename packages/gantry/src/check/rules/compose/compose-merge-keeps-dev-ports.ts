import { privatePortOf } from "../../facts/service/private-port.ts";
import { isLoopback } from "../../facts/url.ts";
import { defineRule } from "../../rule.ts";
import { isFromBase, resetInProduction, writtenInProduction } from "./shared/production-file.ts";

export const rule = defineRule({
  id: "compose-merge-keeps-dev-ports",
  group: "compose",
  severity: "error",
  summary: "Ports that the base publishes for development are taken away in production",
  why: "Docker Compose adds the ports of all files together: what the base publishes stays published, and an empty list in the production file takes nothing away. So the database, the cache or the debugger of the development setup is open on the server's public address, past any firewall that Docker's own rules go around.",
  fix: "Write ports: !reset [] for the service in the production file, or move the ports to a development override.",
  links: ["https://docs.docker.com/reference/compose-file/merge/#reset-value"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.ports"],
  *check(facts) {
    for (const service of facts.productionServices()) {
      const survivors = (service.model.ports ?? []).flatMap((port, index) => {
        const at = service.at("ports", index);
        return isFromBase(service, at) ? [{ port, index, at, purpose: privatePortOf(service, port) }] : [];
      });
      const emptied = writtenInProduction(service, "ports");
      const isEmptied = emptied?.kind === "sequence" && emptied.items.length === 0 && !emptied.tag;
      const found = survivors.filter(
        ({ port, purpose }) =>
          isEmptied ||
          (purpose && !(port.host_ip !== undefined && isLoopback(port.host_ip) && port.host_ip !== "0.0.0.0")),
      );
      const [first] = found;
      if (!first) continue;
      const ports = [...new Set(found.map(({ port }) => port.target))].join(", ");
      const what = first.purpose ? `, ${first.purpose}` : "";
      yield {
        at: first.at,
        message: `The base publishes ${ports} of "${service.name}"${what}, and the merge keeps ${found.length > 1 ? "them" : "it"} in production.`,
        related: emptied?.keyAt
          ? [{ at: emptied.keyAt, message: isEmptied ? "An empty list takes nothing away." : "These are added to it." }]
          : [],
        // Other ports of the base may be wanted.
        ...(found.length === survivors.length && {
          fix: { title: "Take the base's ports away", edits: resetInProduction(service, "ports") },
        }),
      };
    }
  },
});
