import type { Application, Backend, Findings } from "../findings.ts";
import { call, code, type Expression, list, literal, object } from "../print/expression.ts";
import { type BackendDraft, draftBackend } from "./backends.ts";
import type { ConfigDraft, DraftConstant } from "./config-draft.ts";
import { describeApplication, draftApplication } from "./draft-application.ts";
import { draftVariables, listVariables } from "./draft-variables.ts";
import { matchBackend } from "./match-backend.ts";
import { nameConstant } from "./name-constant.ts";

/** What a person decides; each has a default. */
export interface Choices {
  /** The public host name. */
  domain: string | undefined;
  /** Keys of the applications to take. Absent: all. */
  applications?: readonly string[];
}

export interface DraftedConfig {
  draft: ConfigDraft;
  /** What was not found, and is therefore assumed: sentences. */
  assumptions: string[];
}

/** A stack for what was found. Pure. */
export function draftConfig(findings: Findings, choices: Choices): DraftedConfig {
  const wanted = choices.applications;
  const applications = [...findings.applications.filter(({ key }) => !wanted || wanted.includes(key))].sort(byCallers);
  const backends = draftBackends(applications, findings.name);
  const constants = [...[...backends].flatMap(([backend, draft]) => backendConstants(backend, draft, applications))];
  const services = new Map([...backends.values()].map(({ key }) => [key, key]));
  const neighbours = new Map<number, string>();
  for (const application of applications) {
    const name = nameConstant(application.key);
    const env = draftVariables(application, { backends, neighbours });
    constants.push({ name, value: draftApplication(application, env), comments: describeApplication(application) });
    services.set(application.key, name);
    if (application.port) neighbours.set(application.port.value, name);
    for (const { name: process, command, from } of application.processes) {
      const key = services.has(process) ? `${application.key}-${process}` : process;
      const value = call("worker", object({ of: code(name), command: list(command.map((word) => literal(word))) }));
      constants.push({
        name: nameConstant(key),
        value,
        comments: [`From ${from}: the same image with another command.`],
      });
      services.set(key, nameConstant(key));
    }
  }
  const domain = choices.domain ?? findings.domains[0]?.value ?? `${findings.name.replaceAll("_", "-")}.localhost`;
  const routes = draftRoutes(applications, domain);
  const isPublic = !domain.endsWith(".localhost");
  const stack: Expression = {
    ...object({
      name: literal(findings.name),
      services: object(Object.fromEntries([...services].map(([key, name]) => [key, code(name)]))),
      proxy: routes && call("caddy", object({ routes })),
    }),
    closing: [
      ...(routes
        ? [
            `In development the first host answers on http://localhost:8080${isPublic ? "" : "; write the public name in its place"}.`,
          ]
        : []),
      `environments: { production: { host: "ssh://deploy@${isPublic ? domain.replace("*.", "") : "example.com"}" } },`,
    ],
  };
  const header = [
    "Written by `gantry init` from what it found in this repository; it is yours now.",
    "Secrets come from the environment or .env files and never stand here: `gantry config` shows what is needed.",
  ];
  return {
    draft: { header, constants, stack },
    assumptions: listAssumptions(applications, findings, choices, domain),
  };
}

/** Workers and APIs stand before what calls them. */
function byCallers(a: Application, b: Application): number {
  const rank = ({ kind, background }: Application) =>
    background ? 0 : { service: 1, node: 1, fastapi: 1, nextjs: 2, staticSite: 3 }[kind];
  return rank(a) - rank(b);
}

function draftBackends(applications: readonly Application[], name: string): Map<Backend, BackendDraft> {
  const drivers = applications.flatMap((application) => application.drivers);
  const backends = new Map<Backend, BackendDraft>();
  for (const backend of new Set(drivers.map((driver) => driver.backend))) {
    const draft = draftBackend(backend, {
      database: name.replaceAll(/\W/g, "_").replace(/^(?=\d)/, "_"),
      queue: drivers.some(({ driver }) => /^(bullmq|bull|bee-queue|arq|taskiq-redis)$/.test(driver)),
      vector: applications.some(({ vector }) => vector),
      withoutPassword: applications.some((application) => takesNoPassword(application, backend)),
    });
    if (draft) backends.set(backend, draft);
  }
  return backends;
}

/** It is told a host, and neither a URL nor a password. */
function takesNoPassword(application: Application, backend: Backend): boolean {
  const backends = [...new Set(application.drivers.map((driver) => driver.backend))];
  const parts = listVariables(application).flatMap(({ name, value }) => {
    const match = matchBackend(name, value, backends);
    return match?.backend === backend ? [match.part] : [];
  });
  return parts.includes("host") && !parts.includes("url") && !parts.includes("password");
}

function backendConstants(
  backend: Backend,
  draft: BackendDraft,
  applications: readonly Application[],
): DraftConstant[] {
  const drivers = applications
    .flatMap((application) => application.drivers)
    .filter((driver) => driver.backend === backend);
  const from = [...new Set(drivers.map(({ from: file, driver }) => `${file}: ${driver}`))].join(", ");
  const service = { name: draft.key, value: draft.service, comments: [`From ${from}.`, ...draft.comments] };
  return draft.before ? [draft.before, service] : [service];
}

/** Every application that listens gets a host: the one that people see the domain itself, the others a name below it. */
function draftRoutes(applications: readonly Application[], domain: string): Expression | undefined {
  const listening = applications.filter(
    ({ background, port, kind }) => !background && (port !== undefined || kind === "staticSite"),
  );
  const seen = listening.findLast(({ kind }) => kind === "nextjs" || kind === "staticSite");
  const main = listening.find(({ key }) => ["web", "frontend", "site", "www"].includes(key)) ?? seen ?? listening[0];
  if (!main) return undefined;
  const others = listening.filter((application) => application !== main);
  const entries = [main, ...others].map((application) => ({
    key: application === main ? domain : `${application.key}.${domain.replace("*.", "")}`,
    value: code(nameConstant(application.key)),
  }));
  return { type: "object", entries };
}

function listAssumptions(
  applications: readonly Application[],
  findings: Findings,
  choices: Choices,
  domain: string,
): string[] {
  const [found, ...more] = findings.domains;
  return [
    ...applications
      .filter(({ port, kind }) => port?.from === "" && kind === "node")
      .map(({ key, port }) => `${key} listens on the port ${port?.value}: nothing says which.`),
    ...(choices.domain === undefined && found
      ? [`The domain is ${domain}, from ${found.from}${more.length > 0 ? ", the first of several" : ""}.`]
      : []),
    ...(choices.domain === undefined && !found ? [`The domain is ${domain} until you write yours.`] : []),
    ...(findings.composeFiles.length > 0 ? [`Left aside: ${findings.composeFiles.join(", ")}.`] : []),
    ...(findings.dockerfiles.length > 0 ? [`Not used: ${findings.dockerfiles.join(", ")}.`] : []),
  ];
}
