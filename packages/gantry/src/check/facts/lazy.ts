/** A value that is made when it is first asked for. */
export function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A function that remembers what it made for a key. */
export function remembered<T>(make: (key: string) => T): (key: string) => T {
  return rememberIn(new Map<string, { value: T }>(), make);
}

/** A function that remembers what it made of an object, as long as that is there. */
export function rememberedFor<K extends object, T>(make: (key: K) => T): (key: K) => T {
  return rememberIn(new WeakMap<K, { value: T }>(), make);
}

interface Known<K, T> {
  get(key: K): { value: T } | undefined;
  set(key: K, entry: { value: T }): unknown;
}

function rememberIn<K, T>(known: Known<K, T>, make: (key: K) => T): (key: K) => T {
  return (key) => {
    let entry = known.get(key);
    if (!entry) {
      entry = { value: make(key) };
      known.set(key, entry);
    }
    return entry.value;
  };
}
