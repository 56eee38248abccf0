import type { Stack } from "../../model/stack.ts";
import { containerName } from "../container-names.ts";

/** What the mapping of one service needs to know beyond the service. */
export interface DescribeContext {
  stack: Stack;
  /** The newest API version for the definition's hash; the engine's own for what is sent. */
  apiVersion: string;
  fileContents: ReadonlyMap<string, Uint8Array>;
  /** By service, where they are not numbered from 1 up. */
  slots: Readonly<Record<string, Slots>>;
}

/** Which containers a service has, when a deploy has made them beside those of an earlier release. */
export interface Slots {
  /** One per replica. */
  numbers: readonly number[];
  /** The release that made them. */
  release: number;
}

/** Newer than any field that is used here: the definition as it is without an engine's limits. */
export const newestApi = "1.99";

/** The name of a service's container on the engine: its `container_name`, or Compose's pattern. */
export function nameOf(stack: Stack, service: string, number = 1): string {
  return stack.services[service]?.container_name ?? containerName(stack.name, service, number);
}

/** How many containers a service has. */
export function replicasOf(stack: Stack, service: string, scale: Readonly<Record<string, number>> = {}): number {
  const { scale: own, deploy } = stack.services[service] ?? {};
  return scale[service] ?? own ?? deploy?.replicas ?? 1;
}

/** The numbers of a service's containers: those that a release has, else from 1 up. */
export function numbersOf(
  context: Pick<DescribeContext, "stack" | "slots">,
  service: string,
  scale?: Readonly<Record<string, number>>,
): readonly number[] {
  return (
    context.slots[service]?.numbers ??
    Array.from({ length: replicasOf(context.stack, service, scale) }, (_, index) => index + 1)
  );
}

/** `container:<name>` for `service:<name>`; anything else as it is. */
export function resolveNamespace(stack: Stack, mode: string | undefined): string | undefined {
  if (!mode?.startsWith("service:")) return mode;
  return `container:${nameOf(stack, mode.slice("service:".length))}`;
}
