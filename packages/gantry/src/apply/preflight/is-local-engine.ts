import { hostname } from "node:os";
import type { Engine } from "../../engine/engine.ts";

const answers = new WeakMap<Engine, Promise<boolean>>();

/**
 * Whether the engine runs on this very machine, so that its files, ports and disk can be looked at. A socket file alone does not say so: it may lead
 * into a virtual machine, a container, or through a tunnel.
 */
export function isLocalEngine(engine: Engine, signal: AbortSignal): Promise<boolean> {
  if (!engine.address.startsWith("unix:") || process.platform !== "linux") return Promise.resolve(false);
  const known = answers.get(engine);
  if (known) return known;
  const answer = engine.info({ signal }).then(({ Name }) => Name === hostname());
  answers.set(engine, answer);
  answer.catch(() => answers.delete(engine));
  return answer;
}
