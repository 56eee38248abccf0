import { type ProxyContainer, runIn } from "../volume/proxy-container.ts";

interface UpstreamStatus {
  address: string;
  num_requests: number;
}

/**
 * Requests in flight, streams among them, as Caddy's admin endpoint tells them. Alpine's image has wget, others have curl; without either it
 * cannot be asked.
 *
 * @see https://caddyserver.com/docs/api#get-reverse-proxyupstreams
 */
export async function countRequests(
  container: ProxyContainer,
  admin: string,
  addresses: readonly string[],
): Promise<number | undefined> {
  const url = `http://${admin}/reverse_proxy/upstreams`;
  const commands = [
    ["wget", "-q", "-O", "-", url],
    ["curl", "-sf", url],
  ];
  for (const command of commands) {
    const { exitCode, output } = await runIn(container, command, { maxOutput: 1 << 20 });
    if (exitCode === 0) return sumRequests(output, addresses);
  }
  return undefined;
}

/** An address may be listed more than once, each time with all of its requests: 2.11 lists what is in flight apart, too. */
export function sumRequests(answer: string, addresses: readonly string[]): number {
  const wanted = new Set(addresses);
  const statuses: unknown = JSON.parse(answer);
  const counts = new Map<string, number>();
  for (const status of Array.isArray(statuses) ? statuses.filter(isStatus) : []) {
    const host = status.address.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
    if (wanted.has(host)) counts.set(status.address, Math.max(counts.get(status.address) ?? 0, status.num_requests));
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function isStatus(value: unknown): value is UpstreamStatus {
  return typeof value === "object" && value !== null && "address" in value && "num_requests" in value;
}
