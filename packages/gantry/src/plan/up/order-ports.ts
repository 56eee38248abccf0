import type { PortMap } from "../../engine/types.ts";
import type { Operation } from "../operation.ts";
import { gatesOf, reaches } from "./order-operations.ts";

/** A container that stops in this plan, and the operation that stops it. */
export interface PortHolder {
  operation: string;
  service: string;
  ports: PortMap | undefined;
}

/**
 * A port of the host can be had by one container at a time. One that takes over a port from another, which gives it up in this plan, starts after that.
 * Two that swap theirs cannot be ordered, and are left as they are.
 */
export function orderPorts(operations: readonly Operation[], holders: readonly PortHolder[]): void {
  for (const operation of operations) {
    if (operation.type !== "create-container" && operation.type !== "replace-container") continue;
    const wanted = hostPorts(operation.spec.body.HostConfig?.PortBindings);
    for (const holder of holders) {
      if (holder.operation === operation.id || !overlaps(wanted, hostPorts(holder.ports))) continue;
      if (reaches(operations, holder.operation, operation.id)) continue;
      const holding = operations.find(({ id }) => id === holder.operation);
      if (holding?.type === "remove-container") operation.after.push(holder.operation);
      else if (!gatesOf(operation).some((gate) => gate.operation === holder.operation)) {
        const { operation: id, service } = holder;
        operation.gates.push({ operation: id, service, condition: "service_started", required: true, before: "start" });
      }
    }
  }
}

interface HostPort {
  address: string;
  port: string;
  protocol: string;
}

function hostPorts(ports: PortMap | undefined): HostPort[] {
  return Object.entries(ports ?? {}).flatMap(([target, bindings]) =>
    (bindings ?? [])
      .filter(({ HostPort }) => HostPort && HostPort !== "0" && !HostPort.includes("-"))
      .map(({ HostIp = "", HostPort = "" }) => ({
        address: HostIp === "0.0.0.0" || HostIp === "::" ? "" : HostIp,
        port: HostPort,
        protocol: target.split("/")[1] ?? "tcp",
      })),
  );
}

function overlaps(a: readonly HostPort[], b: readonly HostPort[]): boolean {
  return a.some((left) =>
    b.some(
      (right) =>
        left.port === right.port &&
        left.protocol === right.protocol &&
        (left.address === right.address || left.address === "" || right.address === ""),
    ),
  );
}
