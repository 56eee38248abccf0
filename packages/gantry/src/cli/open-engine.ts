import { connectEngine } from "../engine/connect-engine.ts";
import type { Engine } from "../engine/engine.ts";

/** An address such as `ssh://deploy@example.com`, or the name of a Docker context; absent: the engine that `docker` would use. */
export async function openEngine(host: string | undefined): Promise<Engine> {
  if (host === undefined) return connectEngine();
  return connectEngine(host.includes("://") ? { host } : { context: host });
}
