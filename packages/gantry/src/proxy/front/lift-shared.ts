import type { Service } from "../../model/service.ts";
import type { Stack } from "../../model/stack.ts";
import { frontNetwork } from "./front-names.ts";

/** The stack without a proxy that is put into the front; the services that it sends requests to are reached from there. */
export function liftShared(stack: Stack, proxy: string, upstreams: ReadonlySet<string>): Stack {
  const services = Object.entries(stack.services)
    .filter(([name]) => name !== proxy)
    .map(([name, service]): [string, Service] => {
      const left = withoutDependency(service, proxy);
      return [name, upstreams.has(name) ? withFront(left) : left];
    });
  return {
    ...stack,
    services: Object.fromEntries(services),
    networks: {
      ...stack.networks,
      [frontNetwork]: { name: frontNetwork, external: true, "x-gantry": { shared: true } },
    },
  };
}

function withoutDependency({ depends_on, ...service }: Service, proxy: string): Service {
  if (depends_on === undefined) return service;
  const left = Object.entries(depends_on).filter(([name]) => name !== proxy);
  return { ...service, depends_on: Object.fromEntries(left) };
}

/** One that has no networks of its own to join cannot join this one. */
function withFront(service: Service): Service {
  if (service.network_mode !== undefined) return service;
  return { ...service, networks: { ...service.networks, [frontNetwork]: null } };
}
