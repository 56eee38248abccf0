import type { Issue } from "../model/error.ts";
import { formatPath, noPositions, type PositionIndex } from "../model/position.ts";
import type { FileSource, Stack } from "../model/stack.ts";
import { apiAtLeast } from "./api-version.ts";
import { newestApi, replicasOf } from "./describe/context.ts";
import { mountedFiles } from "./describe/describe-files.ts";
import { findUnsupported, needsEngine, type Refusal } from "./describe/unsupported-service.ts";

export interface CollectUnsupportedOptions {
  /** Absent: only what no engine could do. */
  apiVersion?: string | undefined;
  scale?: Readonly<Record<string, number>> | undefined;
  positions?: PositionIndex | undefined;
}

/** Everything of a stack that Gantry cannot do on a single engine, each with its path. What is not in here is done or named by `collectIgnored`. */
export function collectUnsupported(
  stack: Stack,
  { apiVersion = newestApi, scale = {}, positions = noPositions }: CollectUnsupportedOptions = {},
): Issue[] {
  const refusals: Refusal[] = [
    ...Object.entries(stack.services).flatMap(([name, service]) =>
      [...findUnsupported(service, apiVersion), ...checkContainerName(stack, name, scale)].map((refusal) => ({
        ...refusal,
        path: ["services", name, ...refusal.path],
      })),
    ),
    ...checkFileSources(stack),
    ...checkNetworks(stack, apiVersion),
  ];
  return refusals.map(({ path, message, fix }) => {
    const position = positions.at(path);
    return { message: `${formatPath(path)} ${message}`, fix, ...(position && { position }) };
  });
}

function checkContainerName(stack: Stack, name: string, scale: Readonly<Record<string, number>>): Refusal[] {
  const replicas = replicasOf(stack, name, scale);
  if (stack.services[name]?.container_name === undefined || replicas <= 1) return [];
  return [
    {
      path: ["container_name"],
      message: `names one container, but there would be ${replicas} of them.`,
      fix: "Remove it, so that each gets a name of its own.",
    },
  ];
}

/** Only of configs and secrets that a service mounts: the others do nothing. */
function checkFileSources(stack: Stack): Refusal[] {
  const used = new Set(Object.values(stack.services).flatMap((service) => mountedFiles(service).map(({ key }) => key)));
  return (["configs", "secrets"] as const).flatMap((kind) =>
    Object.entries(stack[kind] ?? {})
      .filter(([name]) => used.has(`${kind}.${name}`))
      .flatMap(([name, source]) =>
        checkFileSource(source).map((found) => ({ ...found, path: [kind, name, ...found.path] })),
      ),
  );
}

function checkFileSource(source: FileSource): Refusal[] {
  const swarm = "needs a swarm, which keeps such things; a single engine does not.";
  return (["external", "driver", "template_driver"] as const)
    .filter((key) => source[key])
    .map((key) => ({ path: [key], message: swarm, fix: `Use "file", "environment" or "content".` }));
}

function checkNetworks(stack: Stack, apiVersion: string): Refusal[] {
  return Object.entries(stack.networks ?? {})
    .filter(([, { enable_ipv4 }]) => enable_ipv4 === false && !apiAtLeast(apiVersion, "1.48"))
    .map(([key]) => needsEngine(["networks", key, "enable_ipv4"], "1.48", apiVersion));
}
