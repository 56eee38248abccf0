import type { Dependency } from "../../../model/service.ts";
import type { ServiceFacts } from "./service-facts.ts";

/** What stands in `depends_on`, without what links and shared namespaces imply. A swarm does not look at it. */
export function writtenDependencies({ model, stack }: ServiceFacts): [ServiceFacts, Dependency][] {
  if (stack.isSwarm) return [];
  const shared = [model.network_mode, model.ipc, model.pid, model.uts, model.cgroup].flatMap((value) =>
    value?.startsWith("service:") ? [value.slice("service:".length)] : [],
  );
  const implied = new Set([
    ...shared,
    ...[...(model.links ?? []), ...(model.volumes_from ?? [])].map((each) => each.split(":")[0]),
  ]);
  return Object.entries(model.depends_on ?? {}).flatMap(([name, dependency]) => {
    const service = stack.service(name);
    return service && !implied.has(name) ? [[service, dependency] as [ServiceFacts, Dependency]] : [];
  });
}
