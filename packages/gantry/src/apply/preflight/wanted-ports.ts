import type { PortMap } from "../../engine/types.ts";
import type { Operation } from "../../plan/operation.ts";

export interface HostPort {
  address: string;
  port: number;
  protocol: string;
}

export interface WantedPort extends HostPort {
  service: string;
}

/** The host ports that a plan's new containers will take. Those that the engine chooses, also from a range, are none of them. */
export function wantedPorts(operations: readonly Operation[]): WantedPort[] {
  return operations.flatMap((operation) =>
    operation.type === "create-container" || operation.type === "replace-container"
      ? fixedPorts(operation.spec.body.HostConfig?.PortBindings).map((port) => ({
          ...port,
          service: operation.service,
        }))
      : [],
  );
}

function fixedPorts(bindings: PortMap | undefined): HostPort[] {
  return Object.entries(bindings ?? {}).flatMap(([target, places]) =>
    (places ?? []).flatMap(({ HostIp: address = "", HostPort: published = "" }) => {
      const port = /^\d+$/.test(published) ? Number(published) : 0;
      return port === 0 ? [] : [{ address, port, protocol: target.split("/")[1] ?? "tcp" }];
    }),
  );
}

/** Ids of containers that a plan stops or replaces: what they hold is free by then. */
export function freedContainers(operations: readonly Operation[]): Set<string> {
  return new Set(
    operations.flatMap((operation) => {
      switch (operation.type) {
        case "replace-container":
          return operation.successor ? [operation.old.id, operation.successor.id] : [operation.old.id];
        case "stop-container":
        case "remove-container":
          return [operation.containerId];
        default:
          return [];
      }
    }),
  );
}

/** `127.0.0.1:8080`, `53/udp` */
export function formatHostPort({ address, port, protocol }: HostPort): string {
  return `${address ? `${address}:` : ""}${port}${protocol === "tcp" ? "" : `/${protocol}`}`;
}

/** Whether two cannot be had at once. An address that means all of them collides with every other. */
export function collide(a: HostPort, b: HostPort): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  return isEvery(a.address) || isEvery(b.address) || a.address === b.address;
}

function isEvery(address: string): boolean {
  return address === "" || address === "0.0.0.0" || address === "::";
}
