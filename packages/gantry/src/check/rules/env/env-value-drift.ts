import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { hasUnknown } from "../../facts/unknown.ts";
import { isLoopback, urlsIn } from "../../facts/url.ts";
import type { EnvEntry } from "../../parse/parse-env-file.ts";
import { defineRule } from "../../rule.ts";

export const rule = defineRule({
  id: "env-value-drift",
  group: "env",
  severity: "warn",
  summary: "A variable has one value",
  why: "When the Compose file says one address and the template of .env another, the one that is edited is the one that does not count: the change has no effect, or it holds for the build and not for the running container. Each place looks right by itself.",
  fix: "Write the value once, in the env file, and refer to it: ${NAME}.",
  links: ["https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/"],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const service of facts.services()) {
      const { stack, model, name } = service;
      for (const [variable, value] of Object.entries(model.environment ?? {})) {
        if (!value || !isTelling(variable, value) || isInterpolated(service, variable)) continue;
        const at = service.at("environment", variable);
        const built = model.build?.args?.[variable];
        if (built && isTelling(variable, built) && built !== value) {
          yield {
            at,
            message: `"${name}" runs with ${variable} = ${value}, and is built with ${built}.`,
            related: [{ at: service.at("build", "args", variable), message: "The build gets this one." }],
          };
        }
        const [template] = stack.templates;
        const entry = template?.get(variable);
        if (!template || !entry || !isTelling(variable, entry.value) || entry.value === value) continue;
        if (isForAnotherPlace(entry, value)) continue;
        yield {
          at,
          message: `"${name}" has ${variable} = ${value}, and ${template.path} says ${entry.value}.`,
          related: [{ at: entry.at, message: "Editing this has no effect." }],
        };
      }
    }
  },
});

/** What differs by nature, or is filled in later. */
const isTelling = (name: string, value: string): boolean =>
  value !== "" &&
  !hasUnknown(value) &&
  !value.includes("$") &&
  !/^(NODE_ENV|APP_ENV|ENV|ENVIRONMENT|PORT|HOST|HOSTNAME|DEBUG|TZ|.*LOG_?LEVEL|PATH)$/.test(name) &&
  !/(^|[-_.<[{])(change|your|example|placeholder|todo|xxx|replace)|^</i.test(value) &&
  // A secret's value is another rule's, and must not be told.
  !/PASS|SECRET|TOKEN|KEY|CREDENTIAL|DSN/i.test(name);

/** The same name behind a `${…}` anywhere: what the template says does count somewhere. */
const isInterpolated = ({ stack }: ServiceFacts, name: string): boolean =>
  stack.variables.some((use) => use.name === name);

/** An address on this machine and the same one inside the network, or the one of production: the template is for development. */
function isForAnotherPlace({ value }: EnvEntry, other: string): boolean {
  const [one] = urlsIn(value);
  const [two] = urlsIn(other);
  if (one && two) {
    if (one.password !== undefined || two.password !== undefined) return true;
    return isLoopback(one.host) !== isLoopback(two.host);
  }
  return isLoopback(value) !== isLoopback(other);
}
