import type { Application, Backend, Findings } from "../findings.ts";
import { call, code, commented, type Expression, list, literal, object } from "../print/expression.ts";
import type { BackendDraft } from "./backends.ts";
import type { ConfigDraft, DraftConstant } from "./config-draft.ts";
import { describeApplication, draftApplication } from "./draft-application.ts";
import { backendConstants, draftBackends } from "./draft-backends.ts";
import { draftRoutes } from "./draft-routes.ts";
import { draftVariables } from "./draft-variables.ts";
import { type NamedService, ServiceNames } from "./name-services.ts";

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

/** A service of the stack, with its constant's value where it is not a backend's. */
interface DraftedService extends NamedService {
  constants: readonly DraftConstant[];
  application?: Application;
}

/** A stack for what was found. Pure. */
export function draftConfig(findings: Findings, choices: Choices): DraftedConfig {
  const wanted = choices.applications;
  const applications = [...findings.applications.filter(({ key }) => !wanted || wanted.includes(key))].sort(byCallers);
  const services = draftServices(applications, draftBackends(applications, findings.name));
  const domain = choices.domain ?? findings.domains[0]?.value ?? `${findings.name.replaceAll("_", "-")}.localhost`;
  const named = services.flatMap(({ application, ...names }) => (application ? [{ ...names, application }] : []));
  const zone = zoneOf(domain);
  const routes = draftRoutes(named, zone === undefined ? domain : domain.replace(zone, "@"));
  const stack: Expression = {
    ...object({
      name: literal(findings.name),
      services: { type: "object", entries: services.map(({ key, constant }) => ({ key, value: code(constant) })) },
      proxy: routes && call("caddy", object({ routes })),
      environments: zone === undefined ? undefined : draftEnvironments(zone, routes !== undefined),
    }),
    closing: zone === undefined ? describeDomain(routes !== undefined) : [],
  };
  const header = [
    "Written by `gantry init` from what it found in this repository; it is yours now.",
    "Secrets come from the environment or .env files and never stand here: `gantry config` shows what is needed.",
  ];
  const constants = services.flatMap((service) => service.constants);
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

/** Backends first: each constant only refers to those above it. */
function draftServices(
  applications: readonly Application[],
  backends: ReadonlyMap<Backend, BackendDraft>,
): DraftedService[] {
  const names = new ServiceNames();
  const services: DraftedService[] = [...backends].map(([backend, draft]) => {
    const constants = backendConstants(backend, draft, applications);
    names.take(draft.key, ...constants.map(({ name }) => name));
    return { key: draft.key, constant: draft.key, constants };
  });
  const neighbours = new Map<number, string>();
  for (const application of applications) {
    const named = names.name(application.key, `${application.key}-app`);
    const env = draftVariables(application, { backends, neighbours });
    const value = draftApplication(application, env);
    const comments = describeApplication(application);
    services.push({ ...named, application, constants: [{ name: named.constant, value, comments }] });
    if (application.port) neighbours.set(application.port.value, named.constant);
    services.push(...draftProcesses(application, named, names));
  }
  return services;
}

function draftProcesses({ processes }: Application, of: NamedService, names: ServiceNames): DraftedService[] {
  return processes.map(({ name, command, from }) => {
    const named = names.name(name, `${of.key}-${name}`);
    const words = list(command.map((word) => literal(word)));
    const value = call("worker", object({ of: code(of.constant), command: words }));
    const comments = [`From ${from}: the same image with another command.`];
    return { ...named, constants: [{ name: named.constant, value, comments }] };
  });
}

/** The public name that the routes are under; undefined for one of this machine. */
function zoneOf(domain: string): string | undefined {
  return domain.endsWith(".localhost") ? undefined : domain.replace(/^\*\./, "");
}

function draftEnvironments(zone: string, isRouted: boolean): Expression {
  const sign = `"@" is the domain of the environment; in development, http://localhost:8080.`;
  const host = `Where it runs stands beside the domain: host: "ssh://deploy@${zone}".`;
  const production = object({ domain: literal(zone) });
  return commented([...(isRouted ? [sign] : []), host], object({ production }));
}

/** Lines below the stack's last entry. */
function describeDomain(isRouted: boolean): string[] {
  const local = "In development the first host answers on http://localhost:8080; write the public name in its place.";
  return [...(isRouted ? [local] : []), 'environments: { production: { host: "ssh://deploy@example.com" } },'];
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
