import type { Environment, Route } from "../../model/stack.ts";
import type { StackDefinition } from "../define-stack.ts";
import { isMapping } from "../options/checks.ts";
import type { EnvironmentOptions, ServiceOverrides } from "../options/environment-options.ts";
import { writeHooks } from "../options/hook-options.ts";
import { present } from "../presets/draft-build.ts";
import type { Draft, RawMapping, ServiceDefinition } from "../service-definition.ts";
import type { Site } from "./site.ts";
import { type Uses, wire } from "./wire.ts";

interface DocumentSurroundings {
  name: string;
  keys: ReadonlyMap<ServiceDefinition, string>;
  environments: Readonly<Record<string, EnvironmentOptions>>;
  /** What the environment says about services. */
  changes: Readonly<Record<string, ServiceOverrides>>;
}

/** The services, wired, in one Compose document; and what is laid over it. */
export function writeDocuments(
  stack: StackDefinition,
  sites: readonly Site[],
  uses: Uses,
  { name, keys, environments, changes }: DocumentSurroundings,
): { document: RawMapping; overrides: RawMapping[] } {
  const { networks, joins, dependencies } = wire(new Map(sites.map(({ key, draft }) => [key, draft])), uses);
  const services = sites.map(({ key, draft }) => [key, writeService(draft, joins.get(key), dependencies.get(key))]);
  const routes = sites.flatMap(({ draft }) => draft.routes ?? []);
  const extras = {
    ...(routes.length > 0
      ? { routes: routes.map((route): Route => ({ ...route, service: keys.get(route.service) ?? "" })) }
      : {}),
    ...(Object.keys(environments).length > 0 ? { environments: placesOf(environments) } : {}),
    ...(stack.hooks ? { hooks: writeHooks(stack.hooks, (service) => keys.get(service) ?? "") } : {}),
  };
  const document = {
    name,
    services: Object.fromEntries(services),
    networks,
    volumes: Object.assign({}, ...sites.map(({ draft }) => draft.volumes ?? {})),
    configs: Object.assign({}, ...sites.map(({ draft }) => draft.configs ?? {})),
    secrets: Object.assign({}, ...sites.map(({ draft }) => draft.secrets ?? {})),
    ...(Object.keys(extras).length > 0 ? { "x-gantry": extras } : {}),
  };
  const overrides = [...layersOf(sites), stack.compose ?? {}, ...writeChanges(changes)];
  return { document, overrides: overrides.filter((override) => Object.keys(override).length > 0) };
}

function placesOf(environments: Readonly<Record<string, EnvironmentOptions>>): Record<string, Environment> {
  const places = Object.entries(environments).map(([name, { host, domain }]) => [name, present({ host, domain })]);
  return Object.fromEntries(places);
}

/** What the environment says about services, over everything: first the options, then the `compose` keys. */
function writeChanges(changes: Readonly<Record<string, ServiceOverrides>>): RawMapping[] {
  const entries = Object.entries(changes);
  return [
    { services: Object.fromEntries(entries.map(([key, overrides]) => [key, writeOverrides(overrides)])) },
    { services: Object.fromEntries(entries.flatMap(([key, { compose }]) => (compose ? [[key, compose]] : []))) },
  ].filter(({ services }) => Object.keys(services).length > 0);
}

function writeOverrides({ replicas, resources, env }: ServiceOverrides): RawMapping {
  const limits = resources && present({ ...resources });
  return present({
    deploy: replicas === undefined && !limits ? undefined : present({ replicas, resources: limits && { limits } }),
    environment: env && present({ ...env }),
  });
}

/** What the services say in Compose's words: the first of each in one document, the second ones in the next. */
function layersOf(sites: readonly Site[]): RawMapping[] {
  const layers = sites.map(({ key, draft }) => ({ key, own: [draft.compose, ...(draft.layers ?? [])] }));
  const depth = Math.max(0, ...layers.map(({ own }) => own.length));
  return Array.from({ length: depth }, (_, index) => {
    const services = layers.flatMap(({ key, own }) => (own[index] ? [[key, own[index]]] : []));
    return services.length > 0 ? { services: Object.fromEntries(services) } : {};
  });
}

function writeService(draft: Draft, joins: readonly string[] = [], dependencies: RawMapping = {}): RawMapping {
  const { networks: own, ...service } = draft.service;
  if (Object.keys(dependencies).length > 0) service["depends_on"] = dependencies;
  // A service in another's network, or the host's, joins none of its own.
  if (draft.compose?.["network_mode"] !== undefined) return service;
  const networks = Object.fromEntries(joins.map((name) => [name, null]));
  return { ...service, networks: { ...networks, ...(isMapping(own) ? own : {}) } };
}
