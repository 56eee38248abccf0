import { mapping, type Node, type ScalarNode, scalar } from "../node.ts";
import type { ExpandContext } from "../schema/shape.ts";
import { isIpAddress } from "./ip-address.ts";

const grammar = "[host-ip:][host-port:]container-port[/protocol], with ranges such as 8000-8010";

const protocols = new Set(["tcp", "udp", "sctp"]);

/**
 * `"8080:80"`, `"127.0.0.1:53:53/udp"`, `"[::1]:8000-8010:8000-8010"`, `80`: one entry of the long syntax for each container port.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md#ports
 */
export function expandPort(item: Node, { fail }: ExpandContext): Node[] {
  if (item.kind !== "scalar") return [item];
  const spec = typeof item.value === "number" && Number.isInteger(item.value) ? String(item.value) : item.value;
  if (typeof spec !== "string") return [item];
  const parts = splitPort(spec);
  const ports = parts && combine(parts);
  if (!ports || typeof ports === "string") {
    fail(`${JSON.stringify(item.value)} is not a port mapping${ports ? `: ${ports}` : ""}.`, `Write ${grammar}.`);
    return [];
  }
  return ports.map((port) => toNode(port, item));
}

interface Parts {
  hostIp: string;
  published: string;
  target: string;
  protocol: string;
}

function splitPort(text: string): Parts | undefined {
  const [address = "", protocol = "", ...more] = text.split("/");
  if (more.length > 0) return undefined;
  const [, bracketed, rest = address] = /^\[([^\]]*)\]:([^:]*:[^:]*)$/.exec(address) ?? [];
  const fields = rest.split(":");
  const target = fields.pop() ?? "";
  const published = fields.pop() ?? "";
  // An IPv6 address needs its brackets: without them its last part would be a port.
  if (bracketed === undefined && fields.length > 1) return undefined;
  return { hostIp: bracketed ?? fields.join(""), published, target, protocol: protocol.toLowerCase() || "tcp" };
}

/** The ports that the parts stand for, or what is wrong with them. */
function combine({ hostIp, published, target, protocol }: Parts): Record<string, string | number>[] | string {
  if (!protocols.has(protocol)) return `"${protocol}" is not tcp, udp or sctp`;
  const targets = parseRange(target, 1);
  if (!targets) return target === "" ? "it has no container port" : `"${target}" is not a port from 1 to 65535`;
  const hosts = published === "" ? undefined : parseRange(published, 0);
  if (published !== "" && !hosts) return `"${published}" is not a port from 0 to 65535`;
  if (hostIp !== "" && (!isIpAddress(hostIp) || hostIp.includes("%"))) return `"${hostIp}" is not an IP address`;
  const count = targets.end - targets.start + 1;
  const hostCount = hosts ? hosts.end - hosts.start + 1 : count;
  if (hostCount !== count && count !== 1) return `the ranges ${published} and ${target} have different lengths`;
  return Array.from({ length: count }, (_, offset) => ({
    target: targets.start + offset,
    protocol,
    ...(hosts && { published: count === 1 ? rangeText(hosts) : String(hosts.start + offset) }),
    ...(hostIp && { host_ip: hostIp }),
  }));
}

interface Range {
  start: number;
  end: number;
}

const rangeText = ({ start, end }: Range): string => (start === end ? String(start) : `${start}-${end}`);

function parseRange(text: string, minimum: number): Range | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (!match) return undefined;
  const start = Number(match[1]);
  const end = Number(match[2] ?? match[1]);
  return start >= minimum && end <= 65535 && start <= end ? { start, end } : undefined;
}

const toNode = (port: Record<string, string | number>, item: ScalarNode): Node =>
  mapping(
    Object.entries(port).map(([key, value]) => [key, scalar(value, { at: item.at })] as const),
    item,
  );

/** Ports are the same when host address, host port, container port and protocol are. */
export function portKey(item: Node): string | undefined {
  if (item.kind !== "mapping") return undefined;
  const field = (key: string, fallback: string) => {
    const value = item.entries.get(key);
    return value?.kind === "scalar" && value.value !== null ? String(value.value) : fallback;
  };
  return [field("host_ip", "0.0.0.0"), field("published", ""), field("target", ""), field("protocol", "tcp")].join(" ");
}
