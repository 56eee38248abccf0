import { setTimeout as delay } from "node:timers/promises";
import type { OpenProxy } from "./proxies.ts";

export interface DrainOptions {
  proxies: readonly OpenProxy[];
  /** Of the containers that get no new requests any more. */
  addresses: readonly string[];
  /** The longest time to wait, in milliseconds. */
  limit: number;
  signal: AbortSignal;
}

/** Between two looks at the proxies, in milliseconds. */
const pace = 200;

/**
 * Waits until no request is under way on containers that get no new ones.
 *
 * @returns how many there still were when the time was over; 0 too when no proxy can tell
 */
export async function drain({ proxies, addresses, limit, signal }: DrainOptions): Promise<number> {
  if (addresses.length === 0) return 0;
  const until = performance.now() + limit;
  for (;;) {
    const counts = await Promise.all(proxies.map(({ proxy }) => proxy.countInFlight(addresses, { signal })));
    const open = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
    if (open === 0 || performance.now() >= until) return open;
    await delay(Math.min(pace, Math.max(0, until - performance.now())), undefined, { signal });
  }
}
