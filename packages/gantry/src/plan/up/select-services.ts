import { UserError } from "../../model/error.ts";
import type { Desired, DesiredService } from "../desired.ts";
import { unknownService } from "../unknown-service.ts";

/**
 * The services that are named and, unless `noDeps` is set, all that they need; everything when none is named. Dependencies first.
 *
 * @throws UserError `not-found`
 */
export function selectServices(
  { project, services, inactive }: Pick<Desired, "project" | "services" | "inactive">,
  { names, noDeps }: { names?: readonly string[] | undefined; noDeps?: boolean | undefined },
): DesiredService[] {
  const all = Object.values(services);
  if (!names || names.length === 0) return all;
  const selected = new Set<string>();
  const add = (name: string) => {
    const service = services[name];
    if (!service || selected.has(name)) return;
    selected.add(name);
    if (!noDeps) for (const dependency of Object.keys(service.dependencies)) add(dependency);
  };
  for (const name of names) {
    if (!services[name] && inactive.includes(name)) throw inactiveService(name);
    if (!services[name]) throw unknownService(name, Object.keys(services), project);
    add(name);
  }
  return all.filter(({ name }) => selected.has(name));
}

function inactiveService(name: string): UserError {
  return new UserError(`The profile of the service "${name}" is not active.`, {
    code: "not-found",
    fix: "Name its profile with --profile.",
  });
}
