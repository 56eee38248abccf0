import type { Engine } from "../../engine/engine.ts";
import type { ContainerPort } from "../../engine/types.ts";
import type { LoadedStack, Route } from "../../model/stack.ts";
import { label } from "../../plan/labels.ts";

export interface ServiceUrl {
  service: string;
  url: string;
}

/** Ports whose protocol is not HTTP, by the container's side. */
const otherProtocols = new Set([
  21, 22, 25, 53, 1025, 1433, 1883, 3306, 4222, 5432, 5672, 6379, 6432, 9042, 11211, 27017,
]);

/** Where the stack answers: its routes, or what its containers publish. */
export async function findUrls(
  engine: Engine,
  { stack }: Pick<LoadedStack, "stack">,
  signal: AbortSignal,
): Promise<ServiceUrl[]> {
  const containers = await engine.containers.list(
    { labels: [`${label.project}=${stack.name}`, `${label.oneOff}=False`], running: true },
    { signal },
  );
  const published = containers.flatMap(({ Labels, Ports }) =>
    Ports.map((port) => ({ service: Labels[label.service] ?? "", port })),
  );
  return listUrls(stack["x-gantry"]?.routes ?? [], published, hostOf(engine.address));
}

/** The machine whose ports the engine publishes. */
export function hostOf(address: string): string {
  return /^(?:ssh|tcp|http|https):/.test(address) ? new URL(address).hostname || "localhost" : "localhost";
}

/** One line a route or published port, each once: a port is bound for IPv4 and for IPv6. */
export function listUrls(
  routes: readonly Route[],
  published: readonly { service: string; port: ContainerPort }[],
  host: string,
): ServiceUrl[] {
  const found = new Map<string, ServiceUrl>();
  for (const { host: name, path, service } of routes) {
    // A bare port is answered by whoever publishes it, which the second part shows.
    if (!name.startsWith(":") && !name.includes("*")) add(found, { service, url: `https://${name}${path ?? "/"}` });
  }
  for (const { service, port } of published) {
    if (port.PublicPort === undefined || port.Type !== "tcp") continue;
    const address = port.IP && !["0.0.0.0", "::"].includes(port.IP) ? port.IP : host;
    const authority = `${address.includes(":") ? `[${address}]` : address}:${port.PublicPort}`;
    add(found, { service, url: toUrl(authority, port.PrivatePort) });
  }
  return [...found.values()];
}

function toUrl(authority: string, containerPort: number): string {
  if (containerPort === 443 || containerPort === 8443) return `https://${authority.replace(/:443$/, "")}`;
  return otherProtocols.has(containerPort) ? authority : `http://${authority.replace(/:80$/, "")}`;
}

function add(found: Map<string, ServiceUrl>, entry: ServiceUrl): void {
  if (!found.has(entry.url)) found.set(entry.url, entry);
}
