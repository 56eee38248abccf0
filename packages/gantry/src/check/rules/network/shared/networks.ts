import type { ServiceFacts } from "../../../facts/service/service-facts.ts";
import type { Tri } from "../../../tri.ts";

/** The networks that a service is on, its own or those of the service whose network it uses; undefined: the host's, none, or not known. */
export function networksOf({ model, networks, stack }: ServiceFacts, depth = 0): readonly string[] | undefined {
  const { network_mode: mode } = model;
  if (mode === undefined) return networks.length > 0 ? networks : undefined;
  const other = mode.startsWith("service:") && depth < 4 ? stack.service(mode.slice("service:".length)) : undefined;
  return other && networksOf(other, depth + 1);
}

/** Whether nothing outside the service's networks can be reached from it, and it from nowhere outside. */
export function isInternalOnly(service: ServiceFacts): boolean {
  const names = networksOf(service) ?? [];
  return (
    names.length > 0 &&
    names.every((name) => {
      const network = service.stack.network(name);
      return network?.internal === true && !network.external;
    })
  );
}

/** Whether two services share a network. External networks of different keys may be one. */
export function shareNetwork(one: ServiceFacts, other: ServiceFacts): Tri {
  const [own, others] = [networksOf(one), networksOf(other)];
  if (!own || !others) return "unknown";
  if (own.some((name) => others.includes(name))) return "yes";
  const isExternal = (name: string) => one.stack.network(name)?.external === true;
  return own.some(isExternal) && others.some(isExternal) ? "unknown" : "no";
}

/** A network of the stack that reaches outside: a declared one, or the default. Undefined when even that is internal. */
export function openNetwork({ stack }: ServiceFacts): string | undefined {
  const declared = Object.entries(stack.model.networks ?? {}).find(
    ([, network]) => !network.internal && !network.external,
  );
  return declared?.[0] ?? (stack.network("default") ? undefined : "default");
}
