import type { InFlight } from "../running-proxy.ts";
import { type ProxyContainer, runIn } from "../volume/proxy-container.ts";

interface UpstreamStatus {
  address: string;
  num_requests: number;
}

/**
 * What is in flight, as Caddy's admin endpoint tells it. Alpine's image has wget, others have curl; without either it
 * cannot be asked.
 *
 * @see https://caddyserver.com/docs/api#get-reverse-proxyupstreams
 */
export async function countRequests(
  container: ProxyContainer,
  admin: string,
  addresses: readonly string[],
): Promise<InFlight | undefined> {
  const url = `http://${admin}/reverse_proxy/upstreams`;
  const commands = [
    ["wget", "-q", "-O", "-", url],
    ["curl", "-sf", url],
  ];
  for (const command of commands) {
    const { exitCode, output } = await runIn(container, command, { maxOutput: 1 << 20 });
    if (exitCode === 0) return sumInFlight(output, addresses);
  }
  return undefined;
}

/**
 * A stream's address has a port with a zero before it. Caddy 2.11 lists an address a second time, then with its streams: an address without streams is
 * the lesser of the two.
 */
export function sumInFlight(answer: string, addresses: readonly string[]): InFlight {
  const wanted = new Set(addresses);
  const statuses: unknown = JSON.parse(answer);
  const counts = { requests: new Map<string, number>(), streams: new Map<string, number>() };
  for (const { address, num_requests } of Array.isArray(statuses) ? statuses.filter(isStatus) : []) {
    const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
    if (!wanted.has(host)) continue;
    const kind = port.startsWith("0") ? counts.streams : counts.requests;
    kind.set(address, Math.min(kind.get(address) ?? num_requests, num_requests));
  }
  const sum = (kind: ReadonlyMap<string, number>) => [...kind.values()].reduce((all, count) => all + count, 0);
  return { requests: sum(counts.requests), streams: sum(counts.streams) };
}

function isStatus(value: unknown): value is UpstreamStatus {
  return typeof value === "object" && value !== null && "address" in value && "num_requests" in value;
}
