import { posix } from "node:path";
import { envFilesOf } from "../../facts/env/env-files.ts";
import type { Facts } from "../../facts/facts.ts";
import { appFolderOf } from "../../facts/service/app-folder.ts";
import { isPublicName } from "../../facts/service/references.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { startCommandsOf } from "../../facts/service/start-commands.ts";
import { addEntry } from "../../fix/edit-yaml.ts";
import { defineRule } from "../../rule.ts";
import { requiredReads } from "./shared/required-reads.ts";

export const rule = defineRule({
  id: "env-code-undeclared",
  group: "env",
  severity: "warn",
  summary: "A service gets every variable that its code demands",
  why: "A variable that code reads and that only the developer's own .env has is missing in the container: the process ends at its first line, or at the first request that needs it, and restarts for ever.",
  fix: "Give the variable to the service: under environment, in its env file, or as ENV with a default.",
  links: ["https://docs.docker.com/compose/how-tos/environment-variables/set-environment-variables/"],
  since: "0.1.0",
  autofix: "suggest",
  *check(facts) {
    const services = [...facts.productionServices()];
    const told = new Set<string>();
    for (const service of services) {
      const folder = appFolderOf(service);
      if (
        folder === undefined ||
        service.env.isOpen ||
        service.stack.isUnclear("services", service.name, "environment")
      )
        continue;
      const siblings = services.filter((other) => appFolderOf(other) === folder);
      const started = new Set(startCommandsOf(service).map(({ document }) => document.text));
      for (const { name, at } of requiredReads(facts, folder)) {
        const key = `${folder}\n${name}`;
        if (told.has(key) || isPublicName(name) || isAmbient.test(name)) continue;
        // Another service of the same code gets it: this one may run a part that does not need it.
        if (siblings.some((other) => other.env.has(name) !== "no")) continue;
        if ([...started].some((text) => new RegExp(`\\b${name}=`).test(text)) || isInImage(facts, folder, name))
          continue;
        told.add(key);
        yield {
          at,
          message: `The code demands ${name}, and nothing gives it to "${service.name}".`,
          related: [{ at: service.at(), message: "This runs the code." }],
          fix: {
            title: `Give ${name} to "${service.name}"`,
            suggestion: true,
            edits: give(facts, service, name),
          },
        };
      }
    }
  },
});

const isAmbient =
  /^(NODE_ENV|HOME|PATH|USER|HOSTNAME|PWD|TZ|LANG|CI|NEXT_RUNTIME|NEXT_PHASE|npm_\w+|VERCEL\w*|GITHUB_\w+|KUBERNETES_\w+|PORT)$/;

/** An env file beside the application that is not kept out of the image. */
const isInImage = (facts: Facts, folder: string, name: string): boolean =>
  envFilesOf(facts).some(
    ({ path, entries, isTemplate }) =>
      !isTemplate &&
      posix.dirname(path).replace(/^\.$/, "") === folder &&
      entries.some((entry) => entry.name === name && !entry.commentedOut),
  );

const give = (facts: Facts, service: ServiceFacts, name: string) =>
  service.has("environment") === "yes"
    ? addEntry(facts, service.keyAt("environment"), name, `\${${name}:?set ${name}}`)
    : addEntry(facts, service.at(), "environment", [`${name}: \${${name}:?set ${name}}`]);
