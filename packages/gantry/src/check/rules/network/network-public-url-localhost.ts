import { posix } from "node:path";
import type { Facts } from "../../facts/facts.ts";
import { isPublicName } from "../../facts/service/references.ts";
import type { ServiceFacts } from "../../facts/service/service-facts.ts";
import { urlsIn } from "../../facts/url.ts";
import type { Report } from "../../finding.ts";
import { defineRule } from "../../rule.ts";
import { isFromBase } from "../compose/shared/production-file.ts";

export const rule = defineRule({
  id: "network-public-url-localhost",
  group: "network",
  severity: "error",
  summary: "Addresses that browsers get are public in production",
  why: "What a public variable says is written into the scripts that browsers load, and localhost there is the visitor's own machine: every call fails, on all machines but the developer's. Sign-in with such an address sends people back to localhost.",
  fix: "Set the public address, with https, where the image is built and where it runs.",
  links: ["https://nextjs.org/docs/app/guides/environment-variables#bundling-environment-variables-for-the-browser"],
  since: "0.1.0",
  autofix: "no",
  *check(facts) {
    for (const service of facts.productionServices()) {
      yield* atRunTime(service);
      yield* atBuildTime(facts, service);
    }
  },
});

const isPublic = (name: string): boolean =>
  isPublicName(name) || /(^|_)PUBLIC_(\w+_)?(URL|URI|ORIGIN)$|^(NEXTAUTH|AUTH|BETTER_AUTH|APP|SITE)_URL$/.test(name);

const leadsHome = (value: string): boolean =>
  urlsIn(value).some(({ host }) => /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(host));

const explain = (name: string): string =>
  isPublicName(name) ? "browsers get it, for which that is the visitor's own machine" : "people are sent there";

function* atRunTime(service: ServiceFacts): Generator<Report> {
  for (const { name, value, at, source } of service.env) {
    // A plain template is for development too.
    if (source === "env-template" && !/prod/i.test(posix.basename(at.file))) continue;
    if (!isPublic(name) || !leadsHome(value)) continue;
    const base = isFromBase(service, at) ? " The production file does not override it." : "";
    yield { at, message: `${name} of "${service.name}" is ${value} in production: ${explain(name)}.${base}` };
  }
}

/** Arguments of the build: what the Compose file gives, or the default that stays when nobody gives one. */
function* atBuildTime(facts: Facts, service: ServiceFacts): Generator<Report> {
  const { build } = service;
  for (const [name, value] of build?.args ?? []) {
    if (isPublic(name) && leadsHome(value))
      yield {
        at: service.at("build", "args", name),
        message: `The build of "${service.name}" gets ${value} as ${name}: ${explain(name)}.`,
      };
  }
  for (const stage of build?.dockerfile?.stages ?? []) {
    if (/dev|test/i.test(stage.name ?? "")) continue;
    for (const { keyword, pairs } of stage.instructions) {
      for (const pair of keyword === "ARG" || keyword === "ENV" ? pairs : []) {
        const { name, value = "" } = pair;
        // ENV for the server is replaced when the container starts; what is built into scripts is not.
        if (!isPublicName(name) || !leadsHome(value) || isGiven(facts, service, name)) continue;
        yield { at: pair.at, message: `${name} is ${value} unless the build is given another: ${explain(name)}.` };
      }
    }
  }
}

/** Whether the Compose file or whatever builds the image gives the argument. */
const isGiven = ({ repository }: Facts, { build }: ServiceFacts, name: string): boolean =>
  build?.args.has(name) === true ||
  repository
    .ofKind("github-workflow", "gitlab-ci", "shell", "makefile")
    .some((path) => repository.read(path)?.text.includes(name));
