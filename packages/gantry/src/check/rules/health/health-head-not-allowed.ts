import type { Facts } from "../../facts/facts.ts";
import { appFolderOf } from "../../facts/service/app-folder.ts";
import type { ProbeCommand } from "../../facts/service/health-facts.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import type { Fix } from "../../finding.ts";
import { replaceWithin } from "../../fix/edit.ts";
import { defineRule } from "../../rule.ts";
import { fastapiRoutes } from "./shared/fastapi-routes.ts";
import { probedPath } from "./shared/probed-path.ts";

export const rule = defineRule({
  id: "health-head-not-allowed",
  group: "health",
  severity: "warn",
  summary: "A probe that sends HEAD asks a route that answers HEAD",
  why: "GNU wget --spider and curl -I send HEAD. FastAPI answers it with 405 on a route that is declared by get alone, so the container is never healthy; the same URL in a browser works. BusyBox wget sends GET for --spider, which is why the check passes in an Alpine image and fails in a Debian one.",
  fix: "Let the probe send GET, or declare the route for HEAD as well.",
  links: ["https://github.com/fastapi/fastapi/issues/1773", "https://curl.se/docs/manpage.html#-I"],
  since: "0.1.0",
  autofix: "yes",
  touches: ["services.*.healthcheck.test"],
  *check(facts) {
    for (const service of facts.services()) {
      const asking = headOption(service);
      const probed = asking && probedPath(service);
      const folder = probed && appFolderOf(service);
      if (!asking || !probed || folder === undefined) continue;
      if (!facts.pythonProjects.some((each) => each.folder === folder && each.dependency("fastapi"))) continue;
      const { routes, isOpen } = fastapiRoutes(facts, folder);
      const own = routes.filter(({ path }) =>
        path !== "" && path !== "/" ? probed.path.endsWith(path) : probed.path === "/",
      );
      const [route] = own;
      if (!route || isOpen || own.some(({ methods }) => methods.includes("HEAD"))) continue;
      yield {
        at: asking.command.places[asking.index] ?? asking.command.at,
        message: `The health check of "${service.name}" sends HEAD to ${probed.path}, which FastAPI answers with 405: the route is declared for ${route.methods.join(", ")}.`,
        related: [{ at: route.at, message: "The route is declared here." }],
        fix: asking.fix(facts),
      };
    }
  },
});

interface Asking {
  readonly command: ProbeCommand;
  readonly index: number;
  fix(facts: Facts): Fix;
}

/** The word that makes a probe send HEAD. */
function headOption({ health, image }: ServiceFacts): Asking | undefined {
  for (const command of health?.commands ?? []) {
    const [program] = command.argv;
    if (program !== "curl" && !(program === "wget" && image?.wget === "gnu")) continue;
    const pattern = program === "curl" ? /^(--head|-[a-zA-Z]*I[a-zA-Z]*)$/ : /^--spider$/;
    const index = command.argv.findIndex((word, position) => position > 0 && pattern.test(word));
    const word = command.argv[index];
    const at = command.places[index];
    if (word === undefined || !at) continue;
    // One word for another, so that it fits a list as well as a text.
    const instead =
      program === "wget"
        ? "--output-document=/dev/null"
        : /^(--head|-I)$/.test(word)
          ? "-o/dev/null"
          : word.replace("I", "");
    return { command, index, fix: (facts) => ({ title: "Send GET", edits: replaceWithin(facts, at, word, instead) }) };
  }
  return undefined;
}
