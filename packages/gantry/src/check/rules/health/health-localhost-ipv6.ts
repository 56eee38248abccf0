import type { ImageFacts } from "../../facts/images/image-facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { Related } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { healthChecks } from "./shared/health-checks.ts";
import { urlOf } from "./shared/probe-url.ts";

export const rule = defineRule({
  id: "health-localhost-ipv6",
  group: "health",
  severity: "error",
  summary: "A BusyBox wget probe asks 127.0.0.1, not localhost",
  why: "In a container localhost is ::1 as well as 127.0.0.1. BusyBox wget tries the first address only, ::1, and does not fall back. A server that listens on 0.0.0.0 does not answer there: the container is unhealthy for ever, and whatever waits for it never starts.",
  fix: "Write 127.0.0.1 instead of localhost.",
  links: ["https://docs.docker.com/reference/dockerfile/#healthcheck"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.healthcheck.test"],
  *check(facts) {
    for (const { name, health, image, service } of healthChecks(facts)) {
      if (image?.wget !== "busybox") continue;
      for (const command of health.commands) {
        const url = command.argv[0] === "wget" ? urlOf(command) : undefined;
        if (url?.host !== "localhost") continue;
        const bound = bindsIpv4(image, service);
        // Finished servers, such as nginx, Caddy and what is written in Go, listen on both addresses.
        if (!bound && !/^(runtime|base)$/.test(image.knowledge?.role ?? "")) continue;
        yield {
          at: command.at,
          ...(!bound && { severity: "info" as const }),
          message: bound
            ? `${name} asks localhost by BusyBox wget, which tries ::1 only, and the server listens on 0.0.0.0.`
            : `${name} asks localhost by BusyBox wget, which tries ::1 only: it fails when the server listens on IPv4.`,
          related: bound ? [bound] : [],
          fix: {
            title: "Ask 127.0.0.1 instead of localhost",
            edits: replaceWithin(facts, url.at, "localhost", "127.0.0.1"),
          },
        };
      }
    }
  },
});

/** What says that the server listens on IPv4 alone. */
function bindsIpv4(image: ImageFacts, service: ServiceFacts | undefined): Related | undefined {
  for (const name of ["HOSTNAME", "HOST"]) {
    const variable = (service ?? image).env.get(name);
    if (variable?.value === "0.0.0.0") return { at: variable.at, message: `${name} is 0.0.0.0.` };
  }
  const cmd = image.stage?.last("CMD");
  const argv = service ? service.argv : cmd?.words.map(({ text }) => text);
  if (!/(--host|--bind|-H|-h|-b)[ =]0\.0\.0\.0/.test((argv ?? []).join(" "))) return undefined;
  const at = service?.model.command ? service.at("command") : (cmd?.at ?? service?.at());
  return at && { at, message: "The server is told to listen on 0.0.0.0." };
}
