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

/** An address may be listed more than once: while a configuration gives way to another, both have it. */
export function sumRequests(answer: string, addresses: readonly string[]): number {
  const wanted = new Set(addresses);
  const statuses: unknown = JSON.parse(answer);
  if (!Array.isArray(statuses)) return 0;
  return statuses
    .filter(isStatus)
    .filter(({ address }) => wanted.has(address.replace(/:\d+$/, "").replace(/^\[|\]$/g, "")))
    .reduce((sum, { num_requests }) => sum + num_requests, 0);
}

function isStatus(value: unknown): value is UpstreamStatus {
  return typeof value === "object" && value !== null && "address" in value && "num_requests" in value;
}
