import { publicPrefixes } from "../../model/recipe.ts";
import type { Service } from "../../model/service.ts";
import type { Stack } from "../../model/stack.ts";

export type Variables = Readonly<Record<string, string>>;

/**
 * The variables of each service that its build compiles into what browsers get. Services with the same image are built once, so that they
 * have the same ones: a variable that only one of them has is there for all, and the first one's value counts.
 */
export function findPublicVariables(stack: Stack, names: readonly string[]): Map<string, Variables> {
  const byImage = new Map<string, Record<string, string>>();
  const found = new Map<string, Variables>();
  for (const name of names) {
    const service = stack.services[name] ?? {};
    const image = service.image ?? `${stack.name}-${name}`;
    const shared = byImage.get(image) ?? {};
    byImage.set(image, shared);
    found.set(name, shared);
    const prefixes = prefixesOf(service);
    for (const [variable, value] of Object.entries(service.environment ?? {})) {
      if (value !== null && prefixes.some((prefix) => variable.startsWith(prefix))) shared[variable] ??= value;
    }
  }
  return found;
}

/** Only a service with a recipe has any: a plain Compose file is built as Docker Compose builds it. */
export function prefixesOf(service: Service): readonly string[] {
  const recipe = service["x-gantry"]?.recipe;
  return recipe ? (recipe.public_prefixes ?? publicPrefixes[recipe.name]) : [];
}
