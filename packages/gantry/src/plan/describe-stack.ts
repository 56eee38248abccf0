import { toMilliseconds } from "../model/duration.ts";
import { formatIssue, UserError } from "../model/error.ts";
import { dependencyGraph } from "../model/graph.ts";
import type { PositionIndex } from "../model/position.ts";
import type { Dependency, Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { collectIgnored } from "./collect-ignored.ts";
import { collectUnsupported } from "./collect-unsupported.ts";
import { type DescribeContext, numbersOf, type Slots } from "./describe/context.ts";
import { describeContainer } from "./describe/describe-container.ts";
import { describeNetwork } from "./describe/describe-network.ts";
import { describeVolume } from "./describe/describe-volume.ts";
import { isDataStore, isStateful } from "./describe/is-stateful.ts";
import type { Desired, DesiredService } from "./desired.ts";
import { composeVersion, label } from "./labels.ts";

export interface DescribeStackOptions {
  /** The API version agreed on, such as `1.41`: newer fields are left out for older engines. */
  engine: { apiVersion: string };
  /** Absolute path of the project's folder, and of the files that were read: for Compose's labels. */
  directory?: string | undefined;
  files?: readonly string[] | undefined;
  /** Gantry's own version. */
  version?: string | undefined;
  /** Replicas by service, over the stack's own (`--scale`). */
  scale?: Readonly<Record<string, number>> | undefined;
  /** Containers that a deploy has made, or is to make, by service. */
  slots?: Readonly<Record<string, Slots>> | undefined;
  /** The contents of configs and secrets, as `readFileSources` returns them. Only a plan that makes containers needs them. */
  fileContents?: ReadonlyMap<string, Uint8Array> | undefined;
  /** Services whose profile is not active. */
  inactive?: Readonly<Record<string, Service>> | undefined;
  /** Where the values were written, for errors. */
  positions?: PositionIndex | undefined;
}

/**
 * What the engine should have for a stack. Pure.
 *
 * @throws UserError `unsupported` with everything that Gantry does not support, by name and path; `config` when dependencies do not fit together.
 */
export function describeStack(stack: Stack, options: DescribeStackOptions): Desired {
  const { scale, inactive = {}, positions } = options;
  const { apiVersion } = options.engine;
  refuseUnsupported(stack, { apiVersion, scale, positions });
  const { fileContents = new Map(), slots = {} } = options;
  const context: DescribeContext = { stack, apiVersion, fileContents, slots };
  const graph = dependencyGraph(stack);
  const completing = completingServices(stack);
  const bookkeeping = projectLabels(stack, options);
  const services = graph.order.map((name): [string, DesiredService] => {
    const dependencies = Object.fromEntries(graph.dependencies(name));
    const labels = { ...bookkeeping, ...locationLabels(options), ...serviceLabels(name, dependencies) };
    return [name, describeService(name, { context, dependencies, completes: completing.has(name), labels, scale })];
  });
  return {
    project: stack.name,
    networks: Object.fromEntries(
      Object.entries(stack.networks ?? {}).map(([key, network]) => [
        key,
        describeNetwork(key, network ?? {}, { project: stack.name, apiVersion, bookkeeping }),
      ]),
    ),
    volumes: Object.fromEntries(
      Object.entries(stack.volumes ?? {}).map(([key, volume]) => [
        key,
        describeVolume(key, volume ?? {}, { project: stack.name, bookkeeping }),
      ]),
    ),
    services: Object.fromEntries(services),
    inactive: Object.keys(inactive),
    warnings: collectIgnored(stack),
  };
}

/** @throws UserError `unsupported`, with all of it. */
export function refuseUnsupported(stack: Stack, options: Parameters<typeof collectUnsupported>[1]): void {
  const issues = collectUnsupported(stack, options);
  const [first] = issues;
  if (!first) return;
  const lines = issues.map(formatIssue);
  const message =
    lines.length === 1 ? formatIssue(first) : `${lines.length} things are not supported:\n  ${lines.join("\n  ")}`;
  throw new UserError(message, { code: "unsupported", issues });
}

interface DescribeServiceOptions {
  context: DescribeContext;
  dependencies: Record<string, Dependency>;
  completes: boolean;
  labels: Record<string, string>;
  scale: Readonly<Record<string, number>> | undefined;
}

function describeService(
  name: string,
  { context, dependencies, completes, labels, scale }: DescribeServiceOptions,
): DesiredService {
  const service = context.stack.services[name] ?? {};
  const image = imageOf(context.stack, name);
  return {
    name,
    image,
    ...(service.build && { build: service.build }),
    ...(service.platform !== undefined && { platform: service.platform }),
    ...pullPolicyOf(service),
    stateful: isStateful(service),
    dataStore: isDataStore(service),
    dependencies,
    shares: sharedServices(service),
    completes,
    ...timeoutOf(service),
    networks: service.network_mode ? [] : Object.keys(service.networks ?? {}),
    volumes: [
      ...new Set((service.volumes ?? []).flatMap(({ type, source }) => (type === "volume" && source ? [source] : []))),
    ],
    containers: numbersOf(context, name, scale).map((number) =>
      describeContainer(name, number, image, context, labels),
    ),
  };
}

function timeoutOf({ "x-gantry": extras }: Service): { timeout?: number } {
  return extras?.timeout === undefined ? {} : { timeout: toMilliseconds(extras.timeout) };
}

/** `refresh` with an age is what `every_<age>` says in one word. */
function pullPolicyOf({ pull_policy, pull_refresh_after }: Service): { pullPolicy?: string } {
  if (pull_policy === undefined) return {};
  if (pull_policy !== "refresh") return { pullPolicy: pull_policy };
  return { pullPolicy: pull_refresh_after === undefined ? "always" : `every_${pull_refresh_after}` };
}

/** A service's image: its own, or the one that Compose names after the project and the service when it is built. */
export function imageOf(stack: Stack, service: string): string {
  return stack.services[service]?.image ?? `${stack.name}-${service}`;
}

/** Services that somebody waits for to complete. */
function completingServices({ services }: Stack): Set<string> {
  const waits = Object.values(services).flatMap(({ depends_on = {} }) => Object.entries(depends_on));
  return new Set(
    waits.filter(([, { condition }]) => condition === "service_completed_successfully").map(([name]) => name),
  );
}

/** Services whose namespaces or volumes a service uses. */
function sharedServices({ network_mode, ipc, pid, uts, volumes_from = [] }: Service): string[] {
  const namespaces = [network_mode, ipc, pid, uts]
    .filter((mode) => mode?.startsWith("service:"))
    .map((mode) => mode?.slice("service:".length) ?? "");
  const volumes = volumes_from
    .filter((source) => !source.startsWith("container:"))
    .map((source) => source.split(":")[0] ?? "");
  return [...new Set([...namespaces, ...volumes])];
}

export function projectLabels(
  { name }: Pick<Stack, "name">,
  { version }: DescribeStackOptions,
): Record<string, string> {
  return {
    [label.project]: name,
    [label.version]: composeVersion,
    ...(version !== undefined && { [label.gantryVersion]: version }),
  };
}

export function locationLabels({ directory, files }: DescribeStackOptions): Record<string, string> {
  return {
    ...(directory !== undefined && { [label.workingDir]: directory }),
    ...(files && files.length > 0 && { [label.configFiles]: files.join(",") }),
  };
}

export function serviceLabels(service: string, dependencies: Record<string, Dependency>): Record<string, string> {
  const waits = Object.entries(dependencies).map(
    ([name, { condition, restart = false }]) => `${name}:${condition}:${restart}`,
  );
  return { [label.service]: service, [label.oneOff]: "False", [label.dependsOn]: waits.join(",") };
}
