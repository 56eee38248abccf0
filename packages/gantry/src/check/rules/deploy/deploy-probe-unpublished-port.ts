import { runsRemotely } from "../../facts/ci/remote-shell.ts";
import { isDeployment } from "../../facts/compose/production-scope.ts";
import type { Facts } from "../../facts/facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { isLoopback, portOf, urlsIn } from "../../facts/url.ts";
import { defineRule } from "../../rule.ts";
import { unwrapCommand } from "../../shell/command-line.ts";
import type { ShellDocument } from "../../shell/shell-document.ts";
import { completeService } from "./shared/started-services.ts";

export const rule = defineRule({
  id: "deploy-probe-unpublished-port",
  group: "deploy",
  severity: "error",
  summary: "A deployment probes a port that is published on the host",
  why: "On the server localhost is the host, not the container: a port that no service publishes refuses the connection, and every deploy fails at its last step, or the step is made to ignore failures. Publishing the port for everybody to mend that goes around the proxy and its TLS.",
  fix: "Probe inside the container, docker compose exec, or with --wait; or publish the port on 127.0.0.1 alone.",
  links: ["https://docs.docker.com/reference/compose-file/services/#ports"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    const services = [...facts.productionServices()].map((each) => completeService(facts, each));
    if (services.length === 0 || services.some(hidesPorts)) return;
    for (const document of deployingDocuments(facts)) {
      if (!/curl|wget/.test(document.text)) continue;
      for (const { argv: words, at } of document.commands) {
        const argv = unwrapCommand(words);
        if (!/^(curl|wget)$/.test(argv[0] ?? "")) continue;
        const url = argv.flatMap((word) =>
          urlsIn(/^(localhost|127\.0\.0\.1):\d/.test(word) ? `http://${word}` : word),
        )[0];
        const port = url && isLoopback(url.host) ? portOf(url) : undefined;
        if (port === undefined || isPublished(services, port) || isRunHere(document, port)) continue;
        const service = services.find((each) => listensOn(each, port));
        if (!service) continue;
        yield {
          at,
          message: `Nothing publishes port ${port} on the host: "${service.name}" listens on it inside the network only.`,
          related: [
            {
              at: service.at(),
              message: `"${service.name}" publishes ${service.model.ports?.length ? "other ports" : "no port"}.`,
            },
          ],
          advice: `Run the probe in the container, docker compose exec ${service.name} …, or publish "127.0.0.1:${port}:${port}".`,
        };
      }
    }
  },
});

/** Text that runs where production is, with what it hands to shells there. */
function* deployingDocuments(facts: Facts): Generator<ShellDocument> {
  const uses = new Map<ShellDocument, boolean>();
  for (const use of facts.composeCommands) {
    const { document } = use.command;
    if (!uses.get(document)) uses.set(document, isDeployment(use));
  }
  for (const [document, deploys] of uses) {
    if (document.origin.type === "markdown") continue;
    if ((deploys && document.origin.type !== "workflow") || runsRemotely(facts, document)) yield document;
  }
}

/** A port that a variable names may be any; on the host's network every port is published. */
const hidesPorts = ({ model, stack, name }: ServiceFacts): boolean =>
  model.network_mode !== undefined ||
  stack.isUnclear("services", name, "ports") ||
  (model.ports ?? []).some(({ published }) => published !== undefined && !/^\d+(-\d+)?$/.test(published));

const isPublished = (services: readonly ServiceFacts[], port: number): boolean =>
  services.some(({ model }) =>
    (model.ports ?? []).some(({ published }) => {
      const [from, to = from] = (published ?? "").split("-").map(Number);
      return from !== undefined && to !== undefined && from <= port && port <= to;
    }),
  );

/** `docker run -p`, or a program that the same text starts. */
const isRunHere = ({ commands }: ShellDocument, port: number): boolean =>
  commands.some(
    ({ argv }) => !/^(curl|wget)$/.test(argv[0] ?? "") && argv.some((word) => new RegExp(`\\b${port}\\b`).test(word)),
  );

const listensOn = (service: ServiceFacts, port: number): boolean =>
  service.listens.includes(port) ||
  (service.health?.commands ?? []).some(({ argv }) =>
    argv.some((word) => urlsIn(word).some((url) => isLoopback(url.host) && portOf(url) === port)),
  );
