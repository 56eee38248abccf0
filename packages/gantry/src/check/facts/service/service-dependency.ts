import type { Place } from "../../place.ts";
import type { ServiceFacts } from "./service-facts.ts";

export interface ServiceDependency {
  readonly name: string;
  /** Version or range, as far as it is written. */
  readonly version: string;
  readonly at: Place;
  readonly language: "javascript" | "python";
}

/** The first of the packages that a project in the service's build context asks for; undefined when none does, or nothing is known. */
export function serviceDependency(
  { build, stack }: ServiceFacts,
  ...names: readonly string[]
): ServiceDependency | undefined {
  const context = build?.context;
  if (context === undefined) return undefined;
  const isInside = ({ folder }: { folder: string }) =>
    context === "" || folder === context || folder.startsWith(`${context}/`);
  for (const name of names) {
    for (const each of stack.facts.packages.filter(isInside)) {
      const found = each.dependency(name);
      if (found && !found.dev) return { name, version: found.version, at: found.at, language: "javascript" };
    }
    for (const project of stack.facts.pythonProjects.filter(isInside)) {
      const found = project.dependency(name);
      if (found) return { name, version: found.text, at: found.at, language: "python" };
    }
  }
  return undefined;
}
