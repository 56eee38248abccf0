/** Without the fields that are undefined, so that bodies compare and print as they are sent. */
export function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;
}

/** A list, or undefined when there is nothing in it. */
export function nonEmpty<T>(list: readonly T[] | undefined): T[] | undefined {
  return list && list.length > 0 ? [...list] : undefined;
}

/** A mapping, or undefined when there is nothing in it. */
export function nonEmptyMap<T>(map: Readonly<Record<string, T>> | undefined): Record<string, T> | undefined {
  return map && Object.keys(map).length > 0 ? { ...map } : undefined;
}
