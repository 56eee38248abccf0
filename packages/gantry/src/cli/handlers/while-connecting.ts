import type { Engine } from "../../engine/engine.ts";

/** Works while a host is being reached, and is ended when that fails. */
export async function whileConnecting<T>(
  connecting: Promise<Engine>,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<[Engine, T]> {
  const unreachable = new AbortController();
  connecting.catch((error: unknown) => unreachable.abort(error));
  try {
    const result = await work(AbortSignal.any([signal, unreachable.signal]));
    return [await connecting, result];
  } catch (error) {
    throw unreachable.signal.aborted ? unreachable.signal.reason : error;
  }
}
