import { UserError } from "../../model/error.ts";
import { nearest } from "../../model/suggest.ts";
import type { Desired, DesiredService } from "../desired.ts";

/**
 * The services that are named and, unless `noDeps` is set, all that they need; everything when none is named. Dependencies first.
 *
 * @throws UserError `not-found`
 */
export function selectServices(
  { services, inactive }: Pick<Desired, "services" | "inactive">,
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
    if (!services[name]) throw unknownService(name, Object.keys(services), inactive);
    add(name);
  }
  return all.filter(({ name }) => selected.has(name));
}

function unknownService(name: string, known: string[], inactive: readonly string[]): UserError {
  if (inactive.includes(name)) {
    return new UserError(`The profile of the service "${name}" is not active.`, {
      code: "not-found",
      fix: "Name its profile with --profile.",
    });
  }
  const near = nearest(name, known);
  return new UserError(`There is no service "${name}" in the stack.`, {
    code: "not-found",
    fix: near ? `Did you mean "${near}"?` : `There are: ${known.join(", ")}.`,
  });
}
