const running = new Map<string, Promise<unknown>>();

/** Does a piece of work once in this process, however many ask for it, and gives all of them its result. One that failed is tried again. */
export async function once<T>(key: string, work: () => Promise<T>): Promise<T> {
  const known = running.get(key) as Promise<T> | undefined;
  if (known !== undefined) return known;
  const started = work();
  running.set(key, started);
  started.catch(() => running.delete(key));
  return started;
}
