import type { Environment, Route } from "../../model/stack.ts";
import type { StackDefinition } from "../define-stack.ts";
import { isMapping } from "../options/checks.ts";
import { writeHooks } from "../options/hook-options.ts";
import type { Draft, RawMapping, ServiceDefinition } from "../service-definition.ts";
import type { Site } from "./site.ts";
import { type Uses, wire } from "./wire.ts";

interface DocumentSurroundings {
  name: string;
  keys: ReadonlyMap<ServiceDefinition, string>;
  environments: Readonly<Record<string, Environment>>;
}

/** The services, wired, in one Compose document; and what is laid over it. */
export function writeDocuments(
  stack: StackDefinition,
  sites: readonly Site[],
  uses: Uses,
  { name, keys, environments }: DocumentSurroundings,
): { document: RawMapping; overrides: RawMapping[] } {
  const { networks, joins, dependencies } = wire(new Map(sites.map(({ key, draft }) => [key, draft])), uses);
  const services = sites.map(({ key, draft }) => [key, writeService(draft, joins.get(key), dependencies.get(key))]);
  const routes = sites.flatMap(({ draft }) => draft.routes ?? []);
  const extras = {
    ...(routes.length > 0
      ? { routes: routes.map((route): Route => ({ ...route, service: keys.get(route.service) ?? "" })) }
      : {}),
    ...(Object.keys(environments).length > 0 ? { environments } : {}),
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
  const overrides = [...layersOf(sites), stack.compose ?? {}];
  return { document, overrides: overrides.filter((override) => Object.keys(override).length > 0) };
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
