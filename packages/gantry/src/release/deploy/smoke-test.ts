import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../model/error.ts";
import type { Route } from "../../model/stack.ts";
import { type Answer, askDoor, type Door } from "./ask-front-door.ts";
import { askNewVersion, type NewDoor } from "./ask-new-version.ts";

/** A request may meet a hiccup of the network; a version that does not work fails them all. */
const tries = 3;
const pause = 500;

/**
 * Asks each route of the new version before requests go there.
 *
 * @throws UserError `unhealthy` for the first that answers with a server's error, or where nobody listens. What cannot be asked is no error: the
 * front door is asked after the switch.
 */
export async function smokeNewVersion(engine: Engine, doors: readonly NewDoor[], signal: AbortSignal): Promise<void> {
  await Promise.all(
    doors.map(async (door) => {
      const complaint = await findComplaint(() => askNewVersion(engine, door, signal), signal);
      if (complaint === undefined) return;
      const { service, port } = door.route;
      throw unhealthy(`The new version of ${service}, asked on port ${port} for ${nameOf(door.route)}, ${complaint}.`);
    }),
  );
}

/**
 * Asks each door, several times where it has to.
 *
 * @throws UserError `unhealthy` for the first that answers with a server's error, or not at all.
 */
export async function smokeFrontDoors(engine: Engine, doors: readonly Door[], signal: AbortSignal): Promise<void> {
  await Promise.all(
    doors.map(async (door) => {
      const complaint = await findComplaint(() => askDoor(engine, door, signal), signal);
      if (complaint === undefined) return;
      const { service } = door.route;
      throw unhealthy(`The front door of ${service}, ${nameOf(door.route)}, ${complaint} after the switch.`);
    }),
  );
}

const nameOf = ({ host, path = "/" }: Route) => `${host}${path}`;

/** What is wrong with the last answer, if with all of them. */
async function findComplaint(ask: () => Promise<Answer | undefined>, signal: AbortSignal): Promise<string | undefined> {
  let answer: Answer | undefined;
  for (let attempt = 0; attempt < tries; attempt++) {
    if (attempt > 0) await delay(pause, undefined, { signal });
    answer = await ask();
    if (answer === undefined || ("status" in answer && answer.status < 500)) return;
  }
  if (answer === undefined) return;
  return "status" in answer ? `answered ${answer.status}` : `did not answer: ${answer.failure}`;
}

function unhealthy(message: string): UserError {
  return new UserError(message, {
    code: "unhealthy",
    fix: "Look at the service's log. When it is right as it is, deploy with --no-smoke.",
  });
}
