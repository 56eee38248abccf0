import { setTimeout as delay } from "node:timers/promises";
import type { InFlight } from "../../proxy/running-proxy.ts";
import type { OpenProxy } from "./proxies.ts";

export interface DrainOptions {
  proxies: readonly OpenProxy[];
  /** Of the containers that get no new requests any more. */
  addresses: readonly string[];
  /** The longest times to wait for requests and for streams, in milliseconds. */
  limits: InFlight;
  signal: AbortSignal;
}

/** Between two looks at the proxies, in milliseconds. */
const pace = 200;

/**
 * Waits until nothing is under way on containers that get no new requests.
 *
 * @returns what there still was when its time was over; nothing too when no proxy can tell
 */
export async function drain({ proxies, addresses, limits, signal }: DrainOptions): Promise<InFlight> {
  const began = performance.now();
  for (;;) {
    const open = addresses.length === 0 ? nothing : await countAll();
    const left = Math.max(
      open.requests > 0 ? began + limits.requests - performance.now() : 0,
      open.streams > 0 ? began + limits.streams - performance.now() : 0,
    );
    if (left <= 0) return open;
    await delay(Math.min(pace, left), undefined, { signal });
  }

  async function countAll(): Promise<InFlight> {
    const counts = await Promise.all(proxies.map(({ proxy }) => proxy.countInFlight(addresses, { signal })));
    return counts.reduce<InFlight>(
      (sum, count = nothing) => ({
        requests: sum.requests + count.requests,
        streams: sum.streams + count.streams,
      }),
      nothing,
    );
  }
}

const nothing: InFlight = { requests: 0, streams: 0 };
