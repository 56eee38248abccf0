import type { Dependency, Service } from "../../model/service.ts";
import type { FileSource, Network, Stack, Volume } from "../../model/stack.ts";
import { lookupIn, type Variables } from "../loading.ts";
import type { Node } from "../node.ts";
import { composeFile } from "../schema/stack.ts";
import { decode } from "./decode.ts";

/** The model as the file has it: every section may be missing. */
type Sections = Partial<Stack>;

/** The stack of a canonical model: implicit networks, names and dependencies filled in, as Docker Compose does. */
export function normalise(model: Node, name: string, variables: Variables): Stack {
  // The shape of the file describes the model's types: what decodes by it is one.
  const sections = decode(model, composeFile) as Sections;
  const stack: Stack = { ...sections, name, services: sections.services ?? {} };
  for (const [serviceName, service] of Object.entries(stack.services)) {
    stack.services[serviceName] = normaliseService(service, variables);
  }
  const implicit = Object.values(stack.services).some(({ networks }) => networks && "default" in networks);
  if (implicit && !stack.networks?.["default"]) stack.networks = { ...stack.networks, default: { ipam: {} } };
  nameParts(stack.networks, name);
  nameParts(stack.volumes, name);
  nameParts(stack.configs, name);
  nameParts(stack.secrets, name);
  return stack;
}

function normaliseService(service: Service, variables: Variables): Service {
  const normal: Service = { ...service };
  if (!normal.network_mode && !normal.networks && !normal.provider) normal.networks = { default: null };
  if (normal.pull_policy === "if_not_present") normal.pull_policy = "missing";
  if (normal.environment) normal.environment = resolveValues(normal.environment, variables);
  if (normal.build?.args) {
    const { args, ...build } = normal.build;
    const known = Object.entries(resolveValues(args, variables)).filter(([, value]) => value !== null);
    normal.build = known.length > 0 ? { ...build, args: Object.fromEntries(known) } : build;
  }
  if (normal.scale !== undefined && normal.deploy) normal.deploy = { replicas: normal.scale, ...normal.deploy };
  const dependencies = dependsOn(normal);
  if (Object.keys(dependencies).length > 0) normal.depends_on = dependencies;
  return normal;
}

/** Fills names without a value from the variables. */
export function resolveValues(
  values: Readonly<Record<string, string | null>>,
  variables: Variables,
): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value ?? lookupIn(variables, name) ?? null]),
  );
}

/** What the service waits for: what it says, and the services that it links to or shares something with. */
function dependsOn(service: Service): Record<string, Dependency> {
  const dependencies = { ...service.depends_on };
  const add = (name: string, restart: boolean) => {
    if (Object.hasOwn(dependencies, name)) return;
    dependencies[name] = { condition: "service_started", required: true, ...(restart && { restart }) };
  };
  for (const link of service.links ?? []) add(link.split(":")[0] ?? link, true);
  for (const shared of sharedNamespaces(service)) add(shared.service, true);
  for (const source of service.volumes_from ?? []) {
    if (!source.startsWith("container:")) add(source.split(":")[0] ?? source, false);
  }
  return dependencies;
}

const namespaceKeys = ["network_mode", "ipc", "pid", "uts", "cgroup"] as const;

/** The services whose namespaces a service joins: `network_mode: service:vpn`. */
export function sharedNamespaces(service: Service): { key: (typeof namespaceKeys)[number]; service: string }[] {
  return namespaceKeys.flatMap((key) => {
    const value = service[key];
    return value?.startsWith("service:") ? [{ key, service: value.slice("service:".length) }] : [];
  });
}

/** What has no name of its own is named after the project, or, when it is someone else's, after its key. */
function nameParts(parts: Record<string, Network | Volume | FileSource> | undefined, project: string): void {
  for (const [key, part] of Object.entries(parts ?? {})) part.name ??= part.external ? key : `${project}_${key}`;
}
