import type { Stack } from "../../model/stack.ts";

/** The services, and all that they depend on; every service when none is named. In the stack's order. */
export function withDependencies({ services }: Stack, names: readonly string[] | undefined): string[] {
  if (!names || names.length === 0) return Object.keys(services);
  const found = new Set<string>();
  const add = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    for (const dependency of Object.keys(services[name]?.depends_on ?? {})) add(dependency);
  };
  for (const name of names) add(name);
  return Object.keys(services).filter((name) => found.has(name));
}
