import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../model/error.ts";
import { type Answer, askDoor, type Door } from "./ask-front-door.ts";

/** A request may meet a hiccup of the network; a version that does not work fails them all. */
const tries = 3;
const pause = 500;

/**
 * Asks each door, several times where it has to.
 *
 * @throws UserError `unhealthy` for the first that answers with a server's error, or not at all.
 */
export async function smokeTest(engine: Engine, doors: readonly Door[], signal: AbortSignal): Promise<void> {
  await Promise.all(
    doors.map(async (door) => {
      let answer: Answer = { failure: "was not asked" };
      for (let attempt = 0; attempt < tries; attempt++) {
        if (attempt > 0) await delay(pause, undefined, { signal });
        answer = await askDoor(engine, door, signal);
        if ("status" in answer && answer.status < 500) return;
      }
      const { host, path = "/", service } = door.route;
      const what = "status" in answer ? `answered ${answer.status}` : `did not answer: ${answer.failure}`;
      throw new UserError(`The front door of ${service}, ${host}${path}, ${what} after the switch.`, {
        code: "unhealthy",
        fix: "Look at the service's log. When it is right as it is, deploy with --no-smoke.",
      });
    }),
  );
}
