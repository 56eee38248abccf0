import type { PortMap } from "../../engine/types.ts";
import type { Service } from "../../model/service.ts";
import { nonEmptyMap } from "./compact.ts";

/** `ports` as the engine's bindings: container port and protocol to host addresses. */
export function describePortBindings({ ports = [] }: Pick<Service, "ports">): PortMap | undefined {
  const bindings: PortMap = {};
  for (const { target, published = "", host_ip = "", protocol = "tcp" } of ports) {
    const key = `${target}/${protocol}`;
    bindings[key] = [...(bindings[key] ?? []), { HostIp: host_ip, HostPort: published }];
  }
  return nonEmptyMap(bindings);
}

/** `ports` and `expose`; a range such as `7000-7002/udp` is written out. */
export function describeExposedPorts({
  ports = [],
  expose = [],
}: Pick<Service, "ports" | "expose">): Record<string, Record<string, never>> | undefined {
  const exposed = ports.map(({ target, protocol = "tcp" }) => `${target}/${protocol}`);
  for (const entry of expose) {
    const [range = "", protocol = "tcp"] = entry.split("/");
    const [first = 0, last = first] = range.split("-").map(Number);
    for (let port = first; port <= last; port++) exposed.push(`${port}/${protocol}`);
  }
  return nonEmptyMap(Object.fromEntries(exposed.sort().map((port) => [port, {}])));
}
