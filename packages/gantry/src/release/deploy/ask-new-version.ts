import type { Engine } from "../../engine/engine.ts";
import { EngineError } from "../../engine/errors.ts";
import type { Route } from "../../model/stack.ts";
import { type Answer, hostOf } from "./ask-front-door.ts";
import { buildSmokeCommand, readSmokeAnswer, type SmokeTarget } from "./smoke-script.ts";

/** A route to a version that serves nobody yet, and the containers that can ask it. */
export interface NewDoor {
  route: Route;
  /** What the version's containers are called on the network that they share with the proxy: `web-r42`. */
  target: string;
  /** The proxy first, as it is the one that will ask; then the version's own. */
  askers: readonly string[];
}

/** A status line and what a tool complains of. */
const maxOutput = 16_384;
/** Each tool gives up by itself before that. Milliseconds. */
const patience = 20_000;

/**
 * Asks a route of a version before the switch, from inside, as nothing leads to it from outside.
 *
 * @returns undefined when no container has what it takes to ask, or the version answers in something else than HTTP
 */
export async function askNewVersion(
  engine: Engine,
  { route, target, askers }: NewDoor,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const wanted = { host: target, port: route.port, path: route.path ?? "/", name: hostOf(route) };
  for (const asker of askers) {
    const answer = await askFrom(asker, wanted);
    if (answer) return answer;
  }

  async function askFrom(asker: string, wanted: SmokeTarget): Promise<Answer | undefined> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
    const command = buildSmokeCommand(wanted);
    try {
      return readSmokeAnswer(await engine.exec(asker, { command, maxOutput, signal: limit }));
    } catch (error) {
      // It has no shell, or has just ended: the watch will tell.
      if (error instanceof EngineError || (limit.aborted && !signal.aborted)) return;
      throw error;
    }
  }
}
