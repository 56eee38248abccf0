import { same } from "./same.ts";

/** `env LOG_LEVEL changed`, `label a added`: by name, never with a value. */
export function compareMaps(
  what: string,
  wanted: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
): string[] {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].sort();
  return names.flatMap((name) => {
    if (!(name in found)) return [`${what} ${name} added`];
    if (!(name in wanted)) return [`${what} ${name} removed`];
    return same(wanted[name], found[name]) ? [] : [`${what} ${name} changed`];
  });
}

/** What of `map` is not the same in `base`. */
export function beyond<T>(map: Readonly<Record<string, T>>, base: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).filter(([key, value]) => base[key] !== value));
}
