import { UserError } from "./error.ts";
import type { Dependency, Service } from "./service.ts";
import type { Stack } from "./stack.ts";

/** Services and what each waits for: its `depends_on`, links, shared namespaces and `volumes_from`. */
export interface DependencyGraph {
  /** Dependencies before their dependents; services of one level in the order of the stack. */
  readonly order: readonly string[];
  /** What `service` waits for, with the condition. Only services that are in the stack. */
  dependencies(service: string): ReadonlyMap<string, Dependency>;
  /** Services that wait for `service`, directly. */
  dependents(service: string): readonly string[];
  /** The services and all that they need, directly or not. */
  closure(services: Iterable<string>): Set<string>;
}

/**
 * The dependency graph of a stack.
 *
 * @throws UserError `config` when services depend on each other in a circle (the message has the whole path), or when a required dependency is not in the stack.
 */
export function dependencyGraph(stack: Pick<Stack, "services">): DependencyGraph {
  const names = Object.keys(stack.services);
  const forward = new Map<string, Map<string, Dependency>>();
  const backward = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const name of names) {
    const dependencies = new Map<string, Dependency>();
    for (const [target, dependency] of directDependencies(stack.services[name] ?? {})) {
      if (stack.services[target]) {
        dependencies.set(target, dependency);
        backward.get(target)?.push(name);
      } else if (dependency.required) {
        throw new UserError(`services.${name} depends on "${target}", which is not a service of this stack.`, {
          code: "config",
          fix: `Add the service, or set "required: false" on the dependency.`,
        });
      }
    }
    forward.set(name, dependencies);
  }
  const order = topologicalOrder(names, forward);
  const dependencies = (service: string) => forward.get(service) ?? new Map<string, Dependency>();
  return {
    order,
    dependencies,
    dependents: (service) => backward.get(service) ?? [],
    closure: (services) => {
      const seen = new Set<string>();
      const visit = (name: string) => {
        if (seen.has(name)) return;
        seen.add(name);
        for (const target of dependencies(name).keys()) visit(target);
      };
      for (const name of services) visit(name);
      return seen;
    },
  };
}

function directDependencies(service: Service): Map<string, Dependency> {
  const started: Dependency = { condition: "service_started", required: true };
  const found = new Map<string, Dependency>();
  for (const link of service.links ?? []) found.set(link.split(":")[0] ?? link, started);
  for (const shared of [service.network_mode, service.ipc, service.pid, service.uts, service.cgroup]) {
    if (shared?.startsWith("service:")) found.set(shared.slice("service:".length), started);
  }
  for (const source of service.volumes_from ?? []) {
    if (!source.startsWith("container:")) found.set(source.split(":")[0] ?? source, started);
  }
  for (const [target, dependency] of Object.entries(service.depends_on ?? {})) found.set(target, dependency);
  return found;
}

function topologicalOrder(names: string[], forward: Map<string, Map<string, Dependency>>): string[] {
  const done = new Set<string>();
  const path = new Set<string>();
  const visit = (name: string) => {
    if (done.has(name)) return;
    if (path.has(name)) {
      const entered = [...path];
      throw new DependencyCircle([...entered.slice(entered.indexOf(name)), name]);
    }
    path.add(name);
    for (const target of forward.get(name)?.keys() ?? []) visit(target);
    path.delete(name);
    done.add(name);
  };
  for (const name of names) visit(name);
  return [...done];
}

/** Services that depend on each other in a circle. */
export class DependencyCircle extends UserError {
  /** The services of the circle; the last is the first again. */
  readonly circle: readonly string[];

  constructor(circle: readonly string[]) {
    super(`Services depend on each other in a circle: ${circle.join(" → ")}.`, {
      code: "config",
      fix: "Remove one of these dependencies.",
    });
    this.circle = circle;
  }
}
