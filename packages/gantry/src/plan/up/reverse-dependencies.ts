import { label } from "../labels.ts";
import type { ServiceContainer } from "./find-containers.ts";

/**
 * Who depends on each service, as the containers' own labels say: so it is known without the stack's files, and as it was when they were made.
 * Dependencies that go round in a circle, as labels of different ages may, are cut.
 */
export function reverseDependencies(containers: readonly ServiceContainer[]): Map<string, Set<string>> {
  const needs = new Map<string, Set<string>>();
  for (const { service, container } of containers) {
    const written = container.Config.Labels?.[label.dependsOn] ?? "";
    const names = written.split(",").flatMap((entry) => entry.split(":")[0] || []);
    needs.set(service, new Set([...(needs.get(service) ?? []), ...names]));
  }
  const dependents = new Map<string, Set<string>>();
  const path = new Set<string>();
  const done = new Set<string>();
  const visit = (service: string) => {
    if (done.has(service)) return;
    path.add(service);
    for (const dependency of needs.get(service) ?? []) {
      if (path.has(dependency)) continue;
      dependents.set(dependency, (dependents.get(dependency) ?? new Set()).add(service));
      visit(dependency);
    }
    path.delete(service);
    done.add(service);
  };
  for (const service of needs.keys()) visit(service);
  return dependents;
}
